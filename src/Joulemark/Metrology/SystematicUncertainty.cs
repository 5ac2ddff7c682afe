namespace Joulemark.Metrology;

/// <summary>A part of the uncertainty that repeating cannot shrink, listed apart from the interval.</summary>
/// <param name="Name">Which part: <c>sensor-gain</c>, <c>model</c>, <c>edge</c>, <c>quantisation</c>, <c>coverage</c>.</param>
/// <param name="Relative">Bound relative to the figure, e.g. 0.05 for ± 5 %.</param>
/// <param name="Source">Where the bound comes from.</param>
/// <param name="CancelsInRatio">True when it cancels in a ratio of two figures from the same device.</param>
public sealed record SystematicUncertainty(string Name, double Relative, string Source, bool CancelsInRatio);
