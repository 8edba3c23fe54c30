"""Reference values for erfcx and the normal distribution, from the definitions in mpmath.

Writes erfcx.in, normal_cdf.in and normal_quantile.in beside this file: Rust array literals of
(argument, value), each value the double nearest to the exact one.  Run: python3 generate_math.py
"""
import pathlib
import random

from mpmath import erf, erfc, exp, findroot, mp, mpf, sqrt

HERE = pathlib.Path(__file__).parent
random.seed(1969)
mp.dps = 400


def write(name, pairs):
    rows = ",\n    ".join(f"({x!r}, {float(y)!r})" for x, y in pairs)
    (HERE / name).write_text(f"[\n    {rows},\n]\n")


def erfcx(x):
    x = mpf(x)
    return exp(x * x) * erfc(x)


def cdf(x):
    return erfc(-mpf(x) / sqrt(mpf(2))) / 2


def quantile(p):
    """Newton on ln cdf from the double-precision tail expansion, then to full precision."""
    p = mpf(p)
    if p == mpf(1) / 2:
        return mpf(0)
    tail = min(p, 1 - p)
    start = -sqrt(-2 * mp.log(tail)) if tail < 0.05 else (tail - mpf(1) / 2) * mpf("2.5")
    z = findroot(lambda z: mp.log(cdf(z)) - mp.log(tail), start)
    return z if p < mpf(1) / 2 else -z


xs = [-26.5, -20.0, -10.25, -4.0, -0.46875, -0.1, 1e-12, 0.46875, 0.47, 4.0, 4.0001, 27.3, 1e3, 1e6]
xs += [round(random.uniform(-26, -1), 6) for _ in range(20)]
xs += [round(random.uniform(-1, 1), 6) for _ in range(30)]
xs += [round(random.uniform(0, 8), 6) for _ in range(60)]
xs += [round(10 ** random.uniform(0, 5), 4) for _ in range(20)]
write("erfcx.in", [(x, erfcx(x)) for x in xs])

zs = [-37.5, -30.0, -20.0, -8.0, -3.0, -1.0, -1e-9, 0.0, 1e-9, 0.5, 2.0, 6.0, 8.2]
zs += [round(random.uniform(-37, 8), 6) for _ in range(60)]
write("normal_cdf.in", [(z, cdf(z)) for z in zs])

ps = [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-11, 1e-9, 0.01, 0.075, 0.0749, 0.25, 0.49, 0.51,
      0.75, 0.9, 0.925, 0.99, 1 - 1e-9]
ps += [10 ** random.uniform(-300, -1) for _ in range(40)]
ps += [random.random() for _ in range(40)]
write("normal_quantile.in", [(p, quantile(p)) for p in ps])
