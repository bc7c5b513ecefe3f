"""Where the numbers of scenarios are from: one name for each source, with the commit that was read."""

API = "akash-network/akash-api {path} @694852ea7d3e7a83e629d816d5ed80a1e6b4c40c"
API_STAKING = API.format(path="go/node/staking/v1beta3/params.go")
API_TAKE = API.format(path="go/node/take/v1beta3/params.go")
API_DEPLOYMENT = API.format(path="go/node/deployment/v1beta3/params.go")
API_GOV = API.format(path="go/node/gov/v1beta3/params.go")
API_LIMITS = API.format(path="go/node/deployment/v1beta3/validation_config.go")
API_MARKET = API.format(path="go/node/market/v1beta3/params.go")
NODE_24 = "akash-network/node {path} @149f22e701ec9f4fd796e4b416879cd8d91d16e0"
NODE_26 = "akash-network/node {path} @6952ec25c2f6494439d947e03ff9aaacc592598d"
DOCS = "akash-network/docs {path} @f4d55c36616973d25544a47fccd2c61c3842f714"
GENESIS_2020 = "akash-network/net akashnet-1/genesis.json @9448a0799b8c4f4751448126c53a80b9709a15e0"
MEETINGS = "akash-network/community {path} @31aaf391a8db9701902ed242889a388b8035a02f"
PROP_211 = "Prop 211; " + MEETINGS.format(path="sig-economics/meetings/007-2023-08-02.md")
PROP_228 = "Prop 228; " + MEETINGS.format(path="sig-chain/meetings/008-2023-09-05.md")
AEP_24 = "AEP-24; akash-network/AEP spec/aep-24/README.md @d21edcdf2b363f1705a6240f043d2daad0ec66c4"
REGISTRY = "cosmos/chain-registry pull request #2720, akash/versions.json @488533967cf5"
PROVIDER = "akash-network/provider cmd/provider-services/cmd/run.go @2eed230ab1023b4291970996523fe6523392e120 (v0.4.6)"
COIN_METRICS = "coinmetrics/data csv/akt.csv @0019689871f3"
VALIDATORS_2024 = "envoylabs/cosmos_data node_dumps @bfcfa048, height 15,095,285 (2024-02-20)"
DELEGATION_EVIDENCE = "Cosmos Hub, Osmosis, e-Money, Kava; see econsim/policies/delegators/delegation.py"
GPU_PRICES = (
    "akash-network/AEP spec/aep-26/README.md @d21edcdf2b363f1705a6240f043d2daad0ec66c4 (budget: A100 1.69, A6000 "
    "0.98); neighborhoodsf.com H100 rental prices (first offers of 2023: 4.70); the others assumed, no figure of 2023 "
    "is known"
)
AKASH_ASKS = (
    "youtube.com/watch?v=S6AGsyg8v-I, G. Osuri, ETHDenver 2024-03-02 (announced: A100 0.79, H100 2.00); others scaled "
    "by open-market prices"
)
PRICE_SCRIPT = (
    "akash-network/helm-charts charts/akash-provider/scripts/price_script_generic.sh "
    "@38bf25fdfa679fa3eac7a458d86cfefb14610d8e"
)
PLAIN_COMPUTING = f"Hetzner CPX51, 65.81 USD a month for 16 threads, 32 GiB, 360 GB, quoted and split in {PRICE_SCRIPT}"
CALIBRATED = (
    "fitted by `econsim calibrate market` to econsim/networks/targets.csv, from the numbers and within the ranges of "
    "econsim/data/calibration/market.yaml"
)
ASSUMPTION = "assumption"
LLAMA_3 = "The Llama 3 Herd of Models, section 3.3.4, table 5; arXiv 2407.21783"
OURS = "choice of the scenario's author"
NODE_2 = "akash-network/node {path} @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0)"
NODE_21 = "akash-network/node {path} @0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12)"
SDK_2 = "akash-network/chain-sdk {path} @217f62d1bc63f279bdbb6a4256b948546b6b5d77 (pinned by v2.0.0)"
SDK_21 = "akash-network/chain-sdk {path} @3ccaa4d6f9d1569fd68853954c6dc60a0d619207 (pinned by v2.1.0-rc12)"
SDK_45 = "cosmos/cosmos-sdk {path} @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16)"
SDK_53 = "akash-network/cosmos-sdk {path} @36aff57365193f3359d3de99c59e732e2ad74a26 (v0.53, since v1.0.0)"
