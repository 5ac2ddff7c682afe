namespace Joulemark.Analysis;

/// <summary>Between two updates of a counter, around an edge at time 0.</summary>
/// <param name="From">The update at or before the edge.</param>
/// <param name="To">The one after it.</param>
/// <param name="Gain">Joules that the counter gained by the second.</param>
internal readonly record struct UpdateInterval(CounterInstant From, CounterInstant To, double Gain)
{
    /// <summary>
    /// By so many times must a step stand out from how power differs on one side of the edge to count as much as what is
    /// known without it: a steady ramp over all the stretches must not pass for one.
    /// </summary>
    private const double StandsOut = 3;

    /// <summary>Root mean square of a share that is the likelier the smaller it is (a triangle).</summary>
    private static readonly double OfTriangle = 1 / Math.Sqrt(6);

    private double Length => To.Time - From.Time;

    /// <summary>Share of the interval that lies before the edge.</summary>
    private double Share => Math.Clamp(-From.Time / Length, 0, 1);

    private double Watts => Gain / Length;

    /// <summary>Energy at the edge beyond that of the first update, by the straight line.</summary>
    public double Straight => Share * Gain;

    /// <summary>
    /// Energy at the edge beyond that of the first update. The straight line takes the share of the gain, which is best for
    /// power without direction and for slow changes. If power steps once, from P₀ to P₁, the energy is exactly the larger
    /// (step up) or the smaller (step down) of the two extrapolations, P₀ from the first update on and P₁ from the second
    /// back: in the mean that is where a load begins and ends. The step counts with its weight k = S²/(S² + (3R)²), S its
    /// height and R the difference of neighbouring stretches on the same side; k(1−k)d² is the variance of the two being d apart.
    /// </summary>
    /// <param name="before">Power before the first update.</param>
    /// <param name="after">Power after the second.</param>
    public SharpEdge AtEdge(CounterPower? before, CounterPower? after)
    {
        var (share, straight) = (Share, Straight);
        var (stepped, disagreement, height, ofInstant) = Stepped(before, after);
        var rough = Roughness(before, after);
        var weight = height * height / Math.Max(double.Epsilon, (height * height) + (StandsOut * StandsOut * rough * rough));
        var apart = stepped - straight;

        // A straight line between known ends is a Brownian bridge; roughness is that of stretches four updates long, so it
        // is twice that for one, of which half the square is the variance of either.
        var bridge = Length * rough * Math.Sqrt(2 * share * (1 - share));
        var ramp = Math.Min(Math.Abs(apart), disagreement / 2) * OfTriangle * weight;
        var instants = Watts * Shifted;
        return new SharpEdge(
            straight + (weight * apart),
            ((1 - weight) * instants) + (weight * ofInstant),
            Math.Sqrt((bridge * bridge) + (ramp * ramp) + (weight * (1 - weight) * apart * apart)));
    }

    /// <summary>
    /// The same where it is known only that the counter is half a period behind in the mean: the straight line, which does
    /// not lag, so that it goes with a sharp edge. Its uncertainty is that of the readings' age.
    /// </summary>
    /// <param name="before">Power before the first update.</param>
    /// <param name="after">Power after the second.</param>
    public SharpEdge AtLooseEdge(CounterPower? before, CounterPower? after)
    {
        var share = Share;
        var most = Math.Max(Watts, Math.Max(before?.Watts ?? 0, after?.Watts ?? 0));
        var spread = before is { } p && after is { } q ? Math.Abs(p.Watts - q.Watts) : most;
        var bridge = Length * Math.Max(spread, Roughness(before, after)) * Math.Sqrt(share * (1 - share) / 2);
        return new SharpEdge(Straight, most * Shifted, bridge);
    }

    // Both updates are off by the same time, as they are by the device's own clock.
    private double Shifted => ((1 - Share) * From.Uncertainty) + (Share * To.Uncertainty);

    /// <summary>Energy at the edge if power stepped once, how far the two extrapolations are apart, the step's height, and what it owes to the instants.</summary>
    private (double Joules, double Disagreement, double Height, double Instant) Stepped(CounterPower? before, CounterPower? after)
    {
        var forward = before is { } b ? Math.Clamp(-b.Watts * From.Time, 0, Gain) : double.NaN;
        var backward = after is { } a ? Math.Clamp(Gain - (a.Watts * To.Time), 0, Gain) : double.NaN;
        switch (before, after)
        {
            case ({ } p, { } q) when (Watts - p.Watts) * (q.Watts - Watts) > 0:
                var isForward = q.Watts > p.Watts == forward > backward;
                var instant = isForward
                    ? Hypotenuse(p.Watts * From.Uncertainty, p.Uncertainty * From.Time)
                    : Hypotenuse(q.Watts * To.Uncertainty, q.Uncertainty * To.Time);
                return (isForward ? forward : backward, Math.Abs(forward - backward), Math.Abs(q.Watts - p.Watts), instant);
            case ({ } p, null):
                return (forward, double.PositiveInfinity, Math.Abs(Watts - p.Watts), Hypotenuse(p.Watts * From.Uncertainty, p.Uncertainty * From.Time));
            case (null, { } q):
                return (backward, double.PositiveInfinity, Math.Abs(Watts - q.Watts), Hypotenuse(q.Watts * To.Uncertainty, q.Uncertainty * To.Time));
            default:
                return (Straight, 0, 0, 0); // no step from one to the other has this mean
        }
    }

    /// <summary>How much power differs between stretches on one side of the edge, in watts.</summary>
    private double Roughness(CounterPower? before, CounterPower? after)
    {
        var sides = Math.Max(before?.Roughness ?? -1, after?.Roughness ?? -1);
        var outside = before is { } p && after is { } q
            ? Math.Max(Math.Min(p.Watts, q.Watts) - Watts, Watts - Math.Max(p.Watts, q.Watts)) / 2
            : 0;
        return Math.Max(sides < 0 ? Watts / 2 : sides, outside);
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));
}
