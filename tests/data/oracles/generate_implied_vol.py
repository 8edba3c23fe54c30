"""Checks iv_normalised.csv and iv_market.csv with mpmath: the exact price one ulp below and one
ulp above the tabulated solution must enclose the tabulated price.

    python3 generate_implied_vol.py [step]      # every step-th row, 20 if not given

Exits with 1 if a row does not hold.
"""
import csv
import math
import pathlib
import sys

from mpmath import erfc, exp, log, mp, mpf, sqrt

mp.dps = 120
HERE = pathlib.Path(__file__).parent


def Phi(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def normalised(x, s, theta):
    x, s = mpf(x), mpf(s)
    return theta * (exp(x / 2) * Phi(theta * (x / s + s / 2)) - exp(-x / 2) * Phi(theta * (x / s - s / 2)))


def black(cp, F, K, T, df, vol):
    F, K, T, df, vol = map(mpf, (F, K, T, df, vol))
    w, s = (1 if cp == "c" else -1), vol * sqrt(T)
    d1 = log(F / K) / s + s / 2
    return df * w * (F * Phi(w * d1) - K * Phi(w * (d1 - s)))


def encloses(price, solution, wanted):
    low, high = math.nextafter(solution, 0), math.nextafter(solution, math.inf)
    return price(low) <= mpf(wanted) <= price(high)


def rows(name, step):
    with (HERE / name).open() as lines:
        for index, row in enumerate(csv.DictReader(line for line in lines if not line.startswith("#"))):
            if index % step == 0 and row.get("block") not in ("bad", "edge"):
                yield row


def main(step):
    checked, wrong = 0, []
    for row in rows("iv_normalised.csv", step):
        x, beta, s, theta = float(row["x"]), float(row["beta"]), float(row["s"]), int(row["theta"])
        checked += 1
        if not encloses(lambda s: normalised(x, s, theta), s, beta):
            wrong.append(f"normalised row {row['id']}")
    for row in rows("iv_market.csv", step):
        terms = [float(row[name]) for name in ("F", "K", "T", "df")]
        checked += 1
        if not encloses(lambda vol: black(row["cp"], *terms, vol), float(row["vol"]), float(row["price"])):
            wrong.append(f"market row {row['id']}")
    print(*wrong, f"{checked} rows, {len(wrong)} do not hold", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20))
