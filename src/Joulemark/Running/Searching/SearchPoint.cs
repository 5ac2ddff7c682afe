namespace Joulemark.Running.Searching;

/// <summary>A point that a search has measured.</summary>
/// <param name="Value">Value of the searched key.</param>
/// <param name="Repeats">Its windows that it was not chosen by.</param>
/// <param name="Energies">Joules per output token, or per request where there are no tokens, of each repeat that has them.</param>
/// <param name="Failure">Why it does not meet the objectives, or cannot keep up, by its repeats where it has any; null for a point that does.</param>
internal sealed record SearchPoint(double Value, int Repeats, IReadOnlyList<double> Energies, string? Failure)
{
    /// <summary>The same of the windows that points are chosen by.</summary>
    public IReadOnlyList<double> Trials { get; init; } = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<double> Windows => [.. Trials, .. Energies];

    /// <summary>True when it meets every objective, as far as it was measured.</summary>
    public bool Meets => Failure is null;

    /// <summary>What it is chosen by; infinite where nothing is known, so that it is never the least.</summary>
    public double Look => Trials.Count > 0 ? Mean(Trials) : Mean(Energies);

    /// <summary>Mean of some windows' energies; infinite where there are none.</summary>
    public static double Mean(IReadOnlyList<double> energies) => energies.Count > 0 ? energies.Average() : double.PositiveInfinity;
}
