#!/bin/bash
# cosmpy 0.12.2: what a `LedgerClient` says of rewards, rates and shares depends on the protocol in its address. A node writes
# decimals of 18 places with their point in the JSON of its REST interface and without it in protobuf
# (https://github.com/cosmos/cosmos-sdk/issues/13128, closed), and cosmpy hands both on as they come, in the same field of
# the same message. With `rest+http` a reward of 16.925427 AKT is 16925427 in `query_staking_summary`; with `grpc+http` it is
# 10^18 times that (and the configurations that cosmpy brings are gRPC), beside a stake that is in uakt both times: reward
# over stake is .034 or 3.4e16. So it is with the sum `total_rewards`, with commissions, with `delegator_shares` and, below,
# with the community tax. The docstrings name no unit, and nothing warns. An earlier version divided every reward by 10^18;
# that it came out as 0 then is https://github.com/fetchai/cosmpy/issues/337, open. Divide by 10^18 what came by gRPC.
#
# Installs the pinned packages into a temporary folder; needs the package index. Asks two small servers that it starts itself,
# which answer from one table as a node does, one in JSON, the other in protobuf. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   cosmpy 0.12.2
#   rest+http: stake 500000000, reward 16925427, community tax 0.400000000000000000
#   grpc+http: stake 500000000, reward 16925427725182038000000000, community tax 400000000000000000
#   warnings: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cosmpy==0.12.2 grpcio==1.85.3 protobuf==5.29.6 2>/dev/null
cd "$folder"
export no_proxy=127.0.0.1 NO_PROXY=127.0.0.1 GRPC_VERBOSITY=NONE
"$folder/venv/bin/python" - <<'CODE'
import http.server
import json
import sys
import threading
import warnings
from concurrent import futures
from decimal import Decimal
from importlib.metadata import version

import grpc
from cosmpy.aerial.client import LedgerClient
from cosmpy.aerial.config import NetworkConfig
from cosmpy.crypto.address import Address
from cosmpy.protos.cosmos.distribution.v1beta1 import query_pb2 as distribution
from cosmpy.protos.cosmos.distribution.v1beta1 import query_pb2_grpc as distribution_grpc
from cosmpy.protos.cosmos.staking.v1beta1 import query_pb2 as staking
from cosmpy.protos.cosmos.staking.v1beta1 import query_pb2_grpc as staking_grpc
from google.protobuf.json_format import ParseDict

delegator, validator = Address(bytes(20), prefix="akash"), Address(bytes(20), prefix="akashvaloper")
stake = {"denom": "uakt", "amount": "500000000"}


def answers(written):
    """Return what a node answers, its decimals as `written` writes them."""
    delegation = {"delegator_address": str(delegator), "validator_address": str(validator)}
    delegation["shares"] = written("500000000")
    return {
        "delegations": {"delegation_responses": [{"delegation": delegation, "balance": stake}], "pagination": {}},
        "unbonding": {"unbonding_responses": [], "pagination": {}},
        "rewards": {"rewards": [{"denom": "uakt", "amount": written("16925427.725182038")}]},
        "params": {"params": {"community_tax": written("0.4")}},
    }


in_json = answers(lambda number: f"{Decimal(number):.18f}")
in_protobuf = answers(lambda number: f"{Decimal(number).scaleb(18):.0f}")
paths = {
    f"/cosmos/staking/v1beta1/delegations/{delegator}": "delegations",
    f"/cosmos/staking/v1beta1/delegators/{delegator}/unbonding_delegations": "unbonding",
    f"/cosmos/distribution/v1beta1/delegators/{delegator}/rewards/{validator}": "rewards",
    "/cosmos/distribution/v1beta1/params": "params",
}


class Rest(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(in_json[paths[self.path.partition("?")[0]]]).encode())

    def log_message(self, *words):
        pass


class Staking(staking_grpc.QueryServicer):
    def DelegatorDelegations(self, request, context):
        return ParseDict(in_protobuf["delegations"], staking.QueryDelegatorDelegationsResponse())

    def DelegatorUnbondingDelegations(self, request, context):
        return ParseDict(in_protobuf["unbonding"], staking.QueryDelegatorUnbondingDelegationsResponse())


class Distribution(distribution_grpc.QueryServicer):
    def DelegationRewards(self, request, context):
        return ParseDict(in_protobuf["rewards"], distribution.QueryDelegationRewardsResponse())

    def Params(self, request, context):
        return ParseDict(in_protobuf["params"], distribution.QueryParamsResponse())


def said(address, params_request):
    config = NetworkConfig("akashnet-2", 0.025, "uakt", "uakt", address)
    client = LedgerClient(config)
    summary = client.query_staking_summary(delegator)
    (position,) = summary.current_positions
    tax = client.distribution.Params(*params_request).params.community_tax
    return position.amount, position.reward, tax


rest = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Rest)
threading.Thread(target=rest.serve_forever, daemon=True).start()
node = grpc.server(futures.ThreadPoolExecutor(2))
staking_grpc.add_QueryServicer_to_server(Staking(), node)
distribution_grpc.add_QueryServicer_to_server(Distribution(), node)
port = node.add_insecure_port("127.0.0.1:0")
node.start()

print("cosmpy", version("cosmpy"))
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found = {
        "rest+http": said(f"rest+http://127.0.0.1:{rest.server_port}", ()),
        "grpc+http": said(f"grpc+http://127.0.0.1:{port}", (distribution.QueryParamsRequest(),)),
    }
for protocol, (amount, reward, tax) in found.items():
    print(f"{protocol}: stake {amount}, reward {reward}, community tax {tax}")
print(f"warnings: {len(warned)}")
node.stop(None)
rest.shutdown()
expected = {
    "rest+http": (500000000, 16925427, "0.400000000000000000"),
    "grpc+http": (500000000, 16925427725182038000000000, "400000000000000000"),
}
sys.exit(0 if (found, len(warned)) == (expected, 0) else 1)
CODE
