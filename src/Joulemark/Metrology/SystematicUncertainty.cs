namespace Joulemark.Metrology;

/// <summary>A part of the uncertainty of the joules themselves, listed apart from the interval that repeats give.</summary>
/// <param name="Name">Which part: <c>sensor-gain</c>, <c>model</c>, <c>coverage</c>, <c>quantisation</c>, <c>edge</c>, <c>sampling</c>.</param>
/// <param name="Relative">Relative to the figure, e.g. 0.05 for ± 5 %: a bound for gain and model, at 95 % for the others.</param>
/// <param name="Source">Where the bound comes from.</param>
/// <param name="CancelsInRatio">True when it cancels in a ratio of two figures from the same device, whatever their load.</param>
public sealed record SystematicUncertainty(string Name, double Relative, string Source, bool CancelsInRatio);
