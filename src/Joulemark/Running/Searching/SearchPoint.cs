namespace Joulemark.Running.Searching;

/// <summary>A point that a search has measured.</summary>
/// <param name="Value">Value of the searched key.</param>
/// <param name="Windows">Windows it was measured by.</param>
/// <param name="Energies">Joules per output token, or per request where there are no tokens, of each window that has them.</param>
/// <param name="Failure">Why it does not meet the objectives, or cannot keep up; null for a point that does.</param>
internal sealed record SearchPoint(double Value, int Windows, IReadOnlyList<double> Energies, string? Failure)
{
    /// <summary>True when it meets every objective, as far as it was measured.</summary>
    public bool Meets => Failure is null;

    /// <summary>Mean of the windows' energies; infinite where none is known, so that it is never the least.</summary>
    public double Energy => Energies.Count > 0 ? Energies.Average() : double.PositiveInfinity;
}
