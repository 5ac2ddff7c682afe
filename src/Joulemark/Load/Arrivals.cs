using Joulemark.Planning;

namespace Joulemark.Load;

/// <summary>
/// Times between the requests of an open loop, in units of their mean: constant, exponential (Poisson arrivals), or gamma
/// with the burstiness as shape, so that their coefficient of variation squared is 1 ÷ burstiness and the rate stays the
/// same.
/// </summary>
internal static class Arrivals
{
    /// <summary>When the requests come, without end, at one request a unit of time in the mean; the first comes one interval after 0.</summary>
    public static IEnumerable<double> Times(LoadSpec spec, Random random) =>
        Times(spec.Kind == "server" ? "poisson" : spec.Arrival, spec.Burstiness, random); // MLPerf's Server is Poisson by definition

    /// <inheritdoc cref="Times(LoadSpec, Random)"/>
    public static IEnumerable<double> Times(string arrival, double burstiness, Random random)
    {
        double time = 0;
        while (true)
        {
            time += arrival switch
            {
                "constant" => 1,
                "gamma" => Gamma(burstiness, random) / burstiness,
                _ => Exponential(random),
            };
            yield return time;
        }
    }

    /// <summary>An exponential variate of mean 1, by inversion.</summary>
    public static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());

    /// <summary>
    /// A gamma variate of scale 1 (Marsaglia, Tsang: A simple method for generating gamma variables, ACM TOMS 26 (2000),
    /// doi:10.1145/358407.358414): a squeezed normal, cubed; a shape below 1 is drawn at one more and scaled by U^(1/shape).
    /// </summary>
    public static double Gamma(double shape, Random random)
    {
        if (shape < 1)
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(random);
            var v = 1 + (c * x);
            if (v <= 0)
                continue;
            v *= v * v;
            var u = 1 - random.NextDouble();
            if (Math.Log(u) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
                return d * v;
        }
    }

    /// <summary>A standard normal variate (Box, Muller 1958).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
