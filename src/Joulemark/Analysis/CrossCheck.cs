using System.Text.Json.Serialization;
using Joulemark.Metrology;

namespace Joulemark.Analysis;

/// <summary>Two readings of joules that overlap, over the measured windows.</summary>
/// <param name="Channels">The channels on one side; their sum where there are several.</param>
/// <param name="Against">The channels on the other side.</param>
/// <param name="Relation"><c>same</c>: they read one device and should agree; <c>holds</c>: the second side lies inside the first.</param>
/// <param name="Energy">Joules of the first side.</param>
/// <param name="AgainstEnergy">Joules of the second side.</param>
/// <param name="Uncertainty">How well their difference is known (95 %), the sensors' gain left out.</param>
public sealed record CrossCheck(
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Against,
    string Relation,
    [property: JsonPropertyName("energy_j")] Energy Energy,
    [property: JsonPropertyName("against_j")] Energy AgainstEnergy,
    [property: JsonPropertyName("uncertainty_j")] Energy Uncertainty)
{
    /// <summary>Both readings are of one device.</summary>
    internal const string Same = "same";

    /// <summary>The second side lies inside the first.</summary>
    internal const string Holds = "holds";

    /// <summary>Second side ÷ first side − 1; null when the first is zero.</summary>
    public double? Gap => Energy.Joules > 0 ? (AgainstEnergy.Joules / Energy.Joules) - 1 : null;
}
