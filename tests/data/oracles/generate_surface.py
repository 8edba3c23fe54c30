"""Recomputes every number of svi.json and market_data.json from definitions of its own, at 60 digits.

Durrleman's g from the Black formula itself: g is K^2 C''(K) sqrt(w)/phi(d2) with the smile inside, by numerical
differentiation; local volatility from Dupire's equation on call prices; deltas from the normal distribution.
Prints the worst difference in ulp.  Needs mpmath.  Run: python3 generate_surface.py
"""
import json
import math
import pathlib

from mpmath import diff, exp, log, mp, mpf, ncdf, npdf, sqrt

mp.dps = 60
HERE = pathlib.Path(__file__).parent


def variance(raw, k):
    a, b, rho, m, sigma = (mpf(x) for x in raw)
    return a + b * (rho * (k - m) + sqrt((k - m) ** 2 + sigma**2))


def call(w, strike):
    """Undiscounted, on a forward of one."""
    s = sqrt(w)
    d1 = -log(strike) / s + s / 2
    return ncdf(d1) - strike * ncdf(d1 - s)


def ulps(got, want):
    return abs(float(got) - want) / math.ulp(abs(want) or 1e-300)


worst = {}


def note(what, got, want):
    worst[what] = max(worst.get(what, 0.0), ulps(got, want))


table = json.loads((HERE / "svi.json").read_text())
for s in table["slices"]:
    raw = [s["raw"][x] for x in ("a", "b", "rho", "m", "sigma")]
    for i, k in enumerate(s["k"]):
        k = mpf(k)
        w = variance(raw, k)
        note("w", w, s["w"][i])
        note("dw", diff(lambda x: variance(raw, x), k), s["dw"][i])
        note("d2w", diff(lambda x: variance(raw, x), k, 2), s["d2w"][i])
        strike = exp(k)
        curvature = diff(lambda x: call(variance(raw, log(x)), x), strike, 2)
        # The density of ln S is K^2 C''(K)/K with the strike as the numeraire's own unit.
        note("density_k", curvature * strike, s["density_k"][i])
        d2 = -k / sqrt(w) - sqrt(w) / 2
        note("g", curvature * strike * sqrt(w) / npdf(d2), s["g"][i])

for pair in table["two_slice_interpolation"]:
    (t1, raw1), (t2, raw2) = ((mpf(pair[x]["T"]), pair[x]["raw"]) for x in ("slice1", "slice2"))

    def total(t, k):
        return variance(raw1, k) + (t - t1) / (t2 - t1) * (variance(raw2, k) - variance(raw1, k))

    for t, k, w, vol, g, local in pair["rows"]:
        t, k = mpf(t), mpf(k)
        note("w between", total(t, k), w)
        note("vol between", sqrt(total(t, k) / t), vol)
        strike = exp(k)
        growth = diff(lambda x: call(total(x, k), strike), t)
        curvature = diff(lambda x: call(total(t, log(x)), x), strike, 2)
        if local is not None:
            note("local vol", sqrt(2 * growth / (strike**2 * curvature)), local)

market = json.loads((HERE / "market_data.json").read_text())
for c in market["delta_conventions"]["cases"]:
    spot, t, rd, rf, vol = (mpf(c[x]) for x in ("S", "T", "rd", "rf", "vol"))
    forward, s = spot * exp((rd - rf) * t), vol * sqrt(t)
    for convention, kind, delta, strike in c["strikes"]:
        if strike is None:
            continue
        sign = 1 if kind == "call" else -1
        d1 = log(forward / strike) / s + s / 2
        value = sign * ncdf(sign * d1)
        if convention.endswith("_pa"):
            value = sign * strike / forward * ncdf(sign * (d1 - s))
        if convention.startswith("spot"):
            value *= exp(-rf * t)
        note("delta of the strike", value, delta)

for what, most in worst.items():
    print(f"{what:22} {most:10.1f} ulp")
