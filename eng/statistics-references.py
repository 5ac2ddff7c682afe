"""
Figures that tests/Joulemark.Tests/Statistics/ReferenceTests.cs holds our own statistics to, by an independent implementation.
Made with Debian 12's python3-scipy 1.10.1 and its numpy:  python3 eng/statistics-references.py
"""
import numpy as np
from scipy import optimize, stats

A = [10.1, 9.8, 10.4, 10.0, 9.9]
B = [11.2, 10.9, 11.6, 11.1, 11.4, 11.0]
PAIR = [11.2, 10.9, 11.3, 11.1, 11.0]
SKEWED = [1.1, 1.3, 0.9, 4.2, 1.6, 1.2, 2.8, 1.0, 1.4, 1.9, 1.1, 7.5]

print("normal cdf", [f"{stats.norm.cdf(z):.17g}" for z in (-8, -3, -1.5, -0.1, 0, 0.7, 2.9, 3.1, 6)])
print("normal ppf", [f"{stats.norm.ppf(p):.17g}" for p in (1e-10, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.999)])

la, lb = np.log(A), np.log(B)
va, vb = la.var(ddof=1) / len(A), lb.var(ddof=1) / len(B)
df = (va + vb) ** 2 / (va**2 / (len(A) - 1) + vb**2 / (len(B) - 1))
d, se = lb.mean() - la.mean(), np.sqrt(va + vb)
half = stats.t.ppf(0.975, df) * se
welch = stats.ttest_ind(lb, la, equal_var=False)
print("welch", np.exp(d), np.exp(d - half), np.exp(d + half), df, "p", welch.pvalue)
print("welch above 1.05", 1 - stats.t.cdf((d - np.log(1.05)) / se, df), "below 1.15", 1 - stats.t.cdf((np.log(1.15) - d) / se, df))

dp = np.log(PAIR) - la
half = stats.t.ppf(0.975, len(dp) - 1) * stats.sem(dp)
print("paired", np.exp(dp.mean()), np.exp(dp.mean() - half), np.exp(dp.mean() + half), "p", stats.ttest_rel(np.log(PAIR), la).pvalue)

for x, y in ((A, B), (A, PAIR), ([1, 2, 3, 4], [2.5, 3.5, 4.5, 5.5, 6.5])):
    exact = stats.mannwhitneyu(y, x, alternative="two-sided", method="exact")
    print("mann-whitney exact", exact.statistic, exact.pvalue)
x, y = [1, 2, 2, 3, 3, 3, 4], [2, 3, 4, 4, 5, 5]
tied = stats.mannwhitneyu(y, x, alternative="two-sided", method="asymptotic", use_continuity=True)
print("mann-whitney ties", tied.statistic, tied.pvalue)

boot = stats.bootstrap((SKEWED,), np.mean, n_resamples=200_000, method="BCa", random_state=1)
print("BCa of the mean", boot.confidence_interval)


def tango(b, c, n, level):
    """Tango's score interval, by a numerical maximum of the restricted likelihood rather than its closed form."""

    def score(delta):
        def loss(q21):
            q12 = q21 + delta
            rest = 1 - q12 - q21
            if q21 < 0 or q12 < 0 or rest < 0:
                return np.inf
            terms = [(b, q12), (c, q21), (n - b - c, rest)]
            return -sum(k * np.log(max(q, 1e-300)) for k, q in terms if k > 0)

        low, high = max(0, -delta), (1 - delta) / 2
        q21 = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-14}).x
        return (b - c - n * delta) / np.sqrt(n * (2 * q21 + delta * (1 - delta)))

    z, at = stats.norm.ppf((1 + level) / 2), (b - c) / n
    return optimize.brentq(lambda d: score(d) - z, -0.999, at - 1e-9), optimize.brentq(lambda d: score(d) + z, at + 1e-9, 0.999)


print("tango 12 7 of 80", tango(12, 7, 80, 0.95), "3 9 of 44", tango(3, 9, 44, 0.95))

for k, n in ((0, 20), (20, 20), (7, 40), (160, 200), (999, 1000)):
    print("wilson", k, n, stats.binomtest(k, n).proportion_ci(0.95, method="wilson"))


def mid_p(b, c):
    """McNemar's mid-p by its definition: all splits that are less likely, and half of those that are as likely."""
    n = b + c
    pmf = stats.binom.pmf(np.arange(n + 1), n, 0.5)
    same = np.isclose(pmf, pmf[b], rtol=1e-9, atol=0)
    return pmf[(pmf < pmf[b]) & ~same].sum() + pmf[same].sum() / 2


for b, c in ((1, 7), (7, 1), (12, 7), (5, 5), (0, 6), (0, 1), (140, 100)):
    print("mcnemar", b, c, "exact", stats.binomtest(b, b + c, 0.5).pvalue, "mid-p", mid_p(b, c))
