"""Recomputes the outputs of bsm.csv from its inputs with mpmath, at 120 digits.

Every cell must be the double nearest to the exact closed form (Black, Scholes and Merton 1973;
derivatives worked out by hand, time Greeks as -d/dT).  The tail value of the out-of-the-money leg
is computed first and parity gives the other, so that 120 digits suffice down to 1e-308.

    python3 generate_bsm.py            # every 20th row, and every row at a limit
    python3 generate_bsm.py 1          # every row
    python3 generate_bsm.py write < inputs.csv > table.csv
        inputs.csv has the columns id,block,cp,S,K,T,r,q,vol

Exits with 1 if a cell differs.
"""
import csv
import pathlib
import sys

from mpmath import erfc, exp, inf, isnan, log, mp, mpf, nan, pi, sign, sqrt

mp.dps = 120
TABLE = pathlib.Path(__file__).parent / "bsm.csv"
INPUTS = ["S", "K", "T", "r", "q", "vol"]
OUTPUTS = ["price", "delta", "gamma", "vega", "theta", "rho", "rhoq", "dualdelta", "vanna", "volga",
           "charm", "speed", "color", "zomma", "veta", "d1"]


def phi(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def Phi(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def regular(w, S, K, T, r, q, v):
    """All outputs where vol and time are positive; w is +1 for a call, -1 for a put."""
    b, root = r - q, sqrt(T)
    s = v * root
    Q, D = exp(-q * T), exp(-r * T)
    d1 = (log(S / K) + b * T) / s + s / 2
    d2 = d1 - s
    n = phi(d1)
    # The out-of-the-money side first: no cancellation against intrinsic value.
    o = -1 if d1 + d2 > 0 else 1
    otm = o * (S * Q * Phi(o * d1) - K * D * Phi(o * d2))
    price = otm if o == w else otm + w * (S * Q - K * D)
    N1, N2 = Phi(w * d1), Phi(w * d2)
    gamma = Q * n / (S * s)
    vega = S * Q * n * root
    drift = 2 * b * T - d2 * s
    return {
        "price": price,
        "delta": w * Q * N1,
        "gamma": gamma,
        "vega": vega,
        "theta": -S * Q * n * v / (2 * root) + w * (q * S * Q * N1 - r * K * D * N2),
        "rho": w * K * T * D * N2,
        "rhoq": -w * S * T * Q * N1,
        "dualdelta": -w * D * N2,
        "vanna": -Q * n * d2 / v,
        "volga": vega * d1 * d2 / v,
        "charm": w * q * Q * N1 - Q * n * drift / (2 * T * s),
        "speed": -gamma * (d1 / s + 1) / S,
        "color": gamma / (2 * T) * (2 * q * T + 1 + d1 * drift / s),
        "zomma": gamma * (d1 * d2 - 1) / v,
        "veta": vega * (q + b * d1 / s - (1 + d1 * d2) / (2 * T)),
        "d1": d1,
    }


def limit(w, S, K, T, r, q, v):
    """T -> 0+ or vol -> 0+; at the kink only what has a limit without a convention."""
    Q, D = exp(-q * T), exp(-r * T)
    x = log(S / K) + (r - q) * T
    if x == 0:
        at_expiry = T == 0
        out = dict.fromkeys(OUTPUTS, nan)
        out |= {"price": mpf(0), "delta": w * Q / 2, "gamma": inf, "dualdelta": -w * D / 2, "d1": mpf(0),
                "vega": mpf(0) if at_expiry else S * Q * sqrt(T / (2 * pi))}
        if at_expiry:
            out |= {"theta": -inf, "rho": mpf(0), "rhoq": mpf(0)}
        return out
    itm = 1 if w * x > 0 else 0
    out = dict.fromkeys(OUTPUTS, mpf(0))
    return out | {
        "price": itm * w * (S * Q - K * D),
        "delta": itm * w * Q,
        "theta": itm * w * (q * S * Q - r * K * D),
        "rho": itm * w * K * T * D,
        "rhoq": -itm * w * S * T * Q,
        "dualdelta": -itm * w * D,
        "charm": itm * w * q * Q,
        "d1": sign(x) * inf,
    }


def row_of(cp, *inputs):
    w = 1 if cp == "c" else -1
    S, K, T, r, q, v = map(mpf, inputs)
    out = (regular if T > 0 and v > 0 else limit)(w, S, K, T, r, q, v)
    if out["price"] == 0:
        kappa = nan
    else:
        slopes = zip((S, K, v, T, r, q), ("delta", "dualdelta", "vega", "theta", "rho", "rhoq"))
        kappa = sum(abs(x * out[name]) for x, name in slopes) / abs(out["price"])
    return out, kappa


def same(cell, exact):
    written = float(cell)
    if isnan(exact) or written != written:
        return isnan(exact) and written != written
    if abs(written) < 2.3e-308:
        # Subnormal: mpmath rounds twice on the way to a double.
        return abs(written - float(exact)) <= 5e-324
    return written == float(exact)


def rows():
    with TABLE.open() as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def check(step):
    checked = wrong = 0
    for index, row in enumerate(rows()):
        if index % step and not row["block"].startswith(("T0", "V0")):
            continue
        out, kappa = row_of(row["cp"], *(float(row[name]) for name in INPUTS))
        checked += 1
        differing = [name for name in OUTPUTS if not same(row[name], out[name])]
        if not isnan(kappa) and abs(float(row["kappa"]) / kappa - 1) > 2e-3:
            differing.append("kappa")
        for name in differing:
            wrong += 1
            print(f"row {row['id']} ({row['block']}) {name}: {row[name]}, computed {out.get(name, kappa)}")
    print(f"{checked} rows, {wrong} cells differ")
    return wrong


def write():
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", "block", "cp", *INPUTS, *OUTPUTS, "kappa"])
    for row in csv.DictReader(sys.stdin):
        inputs = [float(row[name]) for name in INPUTS]
        out, kappa = row_of(row["cp"], *inputs)
        cells = [float(out[name]) for name in OUTPUTS]
        writer.writerow([row["id"], row["block"], row["cp"], *inputs, *cells, f"{float(kappa):.4g}"])


if __name__ == "__main__":
    if sys.argv[1:] == ["write"]:
        write()
    else:
        sys.exit(1 if check(int(sys.argv[1]) if sys.argv[1:] else 20) else 0)
