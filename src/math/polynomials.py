"""Derives the polynomial coefficients of elementary.rs and mills.rs, and prints them with their errors.

Each is the Chebyshev interpolant of the exact function, which is within a small factor of the best
polynomial of its degree, turned into powers at 60 digits and rounded once.  Needs mpmath only.
Run: python3 polynomials.py
"""
from mpmath import atanh, binomial, cos, erfc, exp, log, mp, mpf, nstr, pi, sqrt

mp.dps = 60


def chebyshev(f, low, high, count=48):
    """Chebyshev coefficients of f on [low, high]."""
    nodes = [cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    values = [f((high - low) / 2 * t + (high + low) / 2) for t in nodes]
    return [
        (2 if j else 1) * sum(v * cos(j * pi * (2 * k + 1) / (2 * count)) for k, v in enumerate(values)) / count
        for j in range(count)
    ]


def powers(series, low, high):
    """Power coefficients on [low, high] of a Chebyshev series."""
    before, here = [mpf(1)], [mpf(0), mpf(1)]
    total = [mpf(0)] * len(series)
    for j, c in enumerate(series):
        polynomial = before if j == 0 else here
        for i, x in enumerate(polynomial):
            total[i] += c * x
        if j:
            after = [mpf(0)] + [2 * x for x in here]
            for i, x in enumerate(before):
                after[i] -= x
            before, here = here, after
    slope, offset = 2 / (high - low), -(high + low) / (high - low)
    shifted = [mpf(0)] * len(total)
    for i, x in enumerate(total):
        for k in range(i + 1):
            shifted[k] += x * binomial(i, k) * slope**k * offset ** (i - k)
    return shifted


def show(name, f, low, high, degree):
    series = chebyshev(f, low, high)
    left_out = sum(abs(c) for c in series[degree + 1 :])
    print(f"{name}: degree {degree}, error below {nstr(left_out, 2)}")
    for c in powers(series[: degree + 1], low, high):
        print(f"    {float(c)!r},")


def exp_quadratic(r):
    """(e^r - 1 - r) / r^2."""
    return (exp(r) - 1 - r) / r**2 if abs(r) > mpf(10) ** -15 else mpf(1) / 2 + r / 6


def atanh_cubic(z):
    """(atanh(s)/s - 1) / s^2 at z = s^2."""
    s = sqrt(z)
    return (atanh(s) / s - 1) / z if z > mpf(10) ** -18 else mpf(1) / 3 + z / 5


# mills.rs: w = u + WIDTH + SHIFT, tau = 1 - 2 WIDTH / w, M(u) w = 1 + (tau - 1) q(tau).
WIDTH, SHIFT = mpf(5), mpf(1) / 2


def mills(u):
    if u < 60:
        return sqrt(pi / 2) * exp(u * u / 2) * erfc(u / sqrt(mpf(2)))
    total, term = mpf(0), 1 / u
    for k in range(200):
        total += term
        after = -term * (2 * k + 1) / u**2
        if abs(after) > abs(term) or abs(after) < mpf(10) ** -58:
            break
        term = after
    return total


def mills_quotient(tau):
    w = 2 * WIDTH / (1 - tau)
    return (mills(w - WIDTH - SHIFT) * w - 1) / (tau - 1)


half_octave = log(mpf(2)) / 2 * mpf("1.0001")
show("exp", exp_quadratic, -half_octave, half_octave, 9)
show("atanh", atanh_cubic, mpf(0), mpf("0.0402"), 7)
show("mills", mills_quotient, mpf(-1), mpf(1), 25)
