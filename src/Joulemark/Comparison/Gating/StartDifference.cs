namespace Joulemark.Comparison.Gating;

/// <summary>A difference between two starts of one side of a gate, within which nothing should vary but the start.</summary>
/// <param name="Side"><c>baseline</c> or <c>candidate</c>.</param>
/// <param name="First">The side's first run.</param>
/// <param name="Other">The run that differs from it.</param>
/// <param name="Difference">What differs: <see cref="FactDifference.A"/> is the first run's, <see cref="FactDifference.B"/> the other's.</param>
public sealed record StartDifference(string Side, string First, string Other, FactDifference Difference)
{
    /// <summary>The two runs, for a sentence.</summary>
    internal string Runs => $"the {Side}'s runs {First} and {Other}";
}
