"""Reference values for erfcx and the normal distribution, from the definitions in mpmath.

Writes exp.in, ln_ratio.in, mills.in, normal_cdf.in and normal_quantile.in beside this file: Rust
array literals of arguments and values, each value the double nearest to the exact one.  Run: python3 generate_math.py
"""
import pathlib
import random

from mpmath import erfc, exp, findroot, mp, mpf, sqrt

HERE = pathlib.Path(__file__).parent
random.seed(1969)
mp.dps = 400


def write(name, table):
    rows = ",\n    ".join("(" + ", ".join(repr(float(x)) for x in row) + ")" for row in table)
    (HERE / name).write_text(f"[\n    {rows},\n]\n")


def mills(u):
    u = mpf(u)
    return sqrt(mp.pi / 2) * exp(u * u / 2) * erfc(u / sqrt(mpf(2)))


def fall(a, b):
    """(M(a) - M(b)) / (b - a), and -M'(a) = 1 - a M(a) where they are one place."""
    a, b = mpf(a), mpf(b)
    return (mills(a) - mills(b)) / (b - a) if a != b else 1 - a * mills(a)


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


xs = [0.0, -1e-300, -1e-17, -1e-9, -0.34, -0.35, -1.0, -10.0, -690.0, -708.0, -720.0, -740.0, -745.1, -745.2]
xs += [-(10 ** random.uniform(-3, 2.83)) for _ in range(80)]
write("exp.in", [(x, exp(mpf(x))) for x in xs])

pairs = [(1.0, 1.0 + 2.0**-52), (1.0 - 2.0**-53, 1.0), (3400.0, 3400.0000000000005), (1e100, 1e-100), (1.5, 1.0), (2.0, 3.0)]
pairs += [(2.0, 1.0), (1.4142135623730951, 1.0), (1.0, 1.4142135623730951), (0.6931, 1.3862), (1e-200, 1e90)]
pairs += [(f := random.uniform(1, 1e5), f * 10 ** random.uniform(-1, 1)) for _ in range(80)]
pairs += [(f := random.uniform(1, 1e5), f * (1 + 10 ** random.uniform(-15, -1))) for _ in range(40)]
write("ln_ratio.in", [(a, b, mp.log(mpf(a) / mpf(b))) for a, b in pairs])

places = [(-0.5, -0.5), (-0.5, 0.5), (0.0, 0.0), (0.0, 1e-12), (0.0, 1e3), (38.0, 38.0), (38.0, 400.0), (1e3, 1e3), (-0.5, 1e6)]
places += [(a := random.uniform(-0.5, 6), a + 10 ** random.uniform(-9, 1)) for _ in range(120)]
places += [(a := random.uniform(0, 40), a + 10 ** random.uniform(-9, 1)) for _ in range(60)]
places += [(a := 10 ** random.uniform(1, 5), a + 10 ** random.uniform(-5, 3)) for _ in range(20)]
write("mills.in", [(a, b, mills(a), mills(b), fall(a, b)) for a, b in places])

zs = [-37.5, -30.0, -20.0, -8.0, -3.0, -1.0, -1e-9, 0.0, 1e-9, 0.5, 2.0, 6.0, 8.2]
zs += [round(random.uniform(-37, 8), 6) for _ in range(60)]
write("normal_cdf.in", [(z, cdf(z)) for z in zs])

ps = [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-11, 1e-9, 0.01, 0.075, 0.0749, 0.25, 0.49, 0.51,
      0.75, 0.9, 0.925, 0.99, 1 - 1e-9]
ps += [10 ** random.uniform(-300, -1) for _ in range(40)]
ps += [random.random() for _ in range(40)]
write("normal_quantile.in", [(p, quantile(p)) for p in ps])
