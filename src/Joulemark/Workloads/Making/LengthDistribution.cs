namespace Joulemark.Workloads.Making;

/// <summary>How long prompts or answers are, in tokens.</summary>
/// <param name="Kind"><c>fixed</c>, <c>uniform</c>, <c>normal</c> or <c>lognormal</c>.</param>
/// <param name="Mean">Mean of the length itself, also for lognormal; the value of a fixed one.</param>
/// <param name="Deviation">Standard deviation of the length itself.</param>
/// <param name="Minimum">Shortest.</param>
/// <param name="Maximum">Longest.</param>
internal sealed record LengthDistribution(string Kind, double Mean, double Deviation, int Minimum, int Maximum)
{
    private const int MostTries = 1000;

    /// <summary>Draws a length. What falls outside the bounds is drawn again, so that the bounds get no heap of their own.</summary>
    public int Draw(Random random)
    {
        if (Kind == "uniform")
            return random.Next(Minimum, Maximum + 1);
        for (var tries = 0; tries < MostTries && Kind != "fixed"; tries++)
        {
            var length = Math.Round(Kind == "normal" ? Mean + (Deviation * Normal(random)) : LogNormal(random));
            if (length >= Minimum && length <= Maximum)
                return (int)length;
        }

        return (int)Math.Clamp(Math.Round(Mean), Minimum, Maximum);
    }

    /// <summary>A standard normal variate (Box and Muller 1958, doi:10.1214/aoms/1177706645).</summary>
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private double LogNormal(Random random)
    {
        var variance = Math.Log(1 + (Deviation * Deviation / (Mean * Mean)));
        return Math.Exp(Math.Log(Mean) - (variance / 2) + (Math.Sqrt(variance) * Normal(random)));
    }
}
