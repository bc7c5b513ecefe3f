"""The normal quantile: z with Phi(z) = u, compiled, the same to the last bit wherever log and sqrt are.

Stephen L. Moshier, Cephes Mathematical Library, ndtri.c: between exp(-2) and its complement
z / sqrt(2 pi) = y + y^3 P0(y^2) / Q0(y^2) with y = u - 1/2; outside z = x - ln(x) / x - P(1/x) / (x Q(1/x)) with
x = sqrt(-2 ln u), P1 and Q1 for x < 8, else P2 and Q2. Coefficients from the highest power down. scipy.special.ndtri is
the same code, and takes a fifth of a second to import.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.units import FloatArray

_TAIL = 0.13533528323661269189  # exp(-2)
_SLOPE_IN_THE_MIDDLE = 2.50662827463100050242  # sqrt(2 pi)
_P0 = np.array([
    -5.99633501014107895267e1, 9.80010754185999661536e1, -5.66762857469070293439e1, 1.39312609387279679503e1,
    -1.23916583867381258016e0,
])  # fmt: skip
_Q0 = np.array([
    1.0, 1.95448858338141759834e0, 4.67627912898881538453e0, 8.63602421390890590575e1, -2.25462687854119370527e2,
    2.00260212380060660359e2, -8.20372256168333339912e1, 1.59056225126211695515e1, -1.18331621121330003142e0,
])  # fmt: skip
_P1 = np.array([
    4.05544892305962419923e0, 3.15251094599893866154e1, 5.71628192246421288162e1, 4.40805073893200834700e1,
    1.46849561928858024014e1, 2.18663306850790267539e0, -1.40256079171354495875e-1, -3.50424626827848203418e-2,
    -8.57456785154685413611e-4,
])  # fmt: skip
_Q1 = np.array([
    1.0, 1.57799883256466749731e1, 4.53907635128879210584e1, 4.13172038254672030440e1, 1.50425385692907503408e1,
    2.50464946208309415979e0, -1.42182922854787788574e-1, -3.80806407691578277194e-2, -9.33259480895457427372e-4,
])  # fmt: skip
_P2 = np.array([
    3.23774891776946035970e0, 6.91522889068984211695e0, 3.93881025292474443415e0, 1.33303460815807542389e0,
    2.01485389549179081538e-1, 1.23716634817820021358e-2, 3.01581553508235416007e-4, 2.65806974686737550832e-6,
    6.23974539184983293730e-9,
])  # fmt: skip
_Q2 = np.array([
    1.0, 6.02427039364742014255e0, 3.67983563856160859403e0, 1.37702099489081330271e0, 2.16236993594496635890e-1,
    1.34204006088543189037e-2, 3.28014464682127739104e-4, 2.89247864745380683936e-6, 6.79019408009981274425e-9,
])  # fmt: skip


def normal_quantile(uniform: Any) -> FloatArray:
    """Return the z of each u in (0, 1)."""
    given = np.array(uniform, dtype=np.float64)
    _replace_each(given.reshape(-1))
    return given


@njit
def _replace_each(values: Any) -> None:
    for row in range(values.size):
        values[row] = quantile_of(values[row])


@njit
def quantile_of(u: float) -> float:
    """Return the z of one u in (0, 1)."""
    if _TAIL < u <= 1.0 - _TAIL:
        y = u - 0.5
        y2 = y * y
        return (y + y * (y2 * _polynomial(y2, _P0) / _polynomial(y2, _Q0))) * _SLOPE_IN_THE_MIDDLE
    x = math.sqrt(-2.0 * math.log(u if u <= _TAIL else 1.0 - u))
    z = 1.0 / x
    above, below = (_P1, _Q1) if x < 8.0 else (_P2, _Q2)
    far = x - math.log(x) / x - z * _polynomial(z, above) / _polynomial(z, below)
    return -far if u <= _TAIL else far


@njit
def _polynomial(x: float, coefficients: Any) -> float:
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value
