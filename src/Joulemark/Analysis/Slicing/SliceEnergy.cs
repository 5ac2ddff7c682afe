using Joulemark.Metrology;

namespace Joulemark.Analysis.Slicing;

/// <summary>Joules of the counted sensors between two moments; null where they are not known.</summary>
/// <param name="Energy">At the moments, as well as they are known there.</param>
/// <param name="AsRead">As the readings at the moments have them, however old they were.</param>
internal readonly record struct SliceEnergy(Energy? Energy, Energy? AsRead);
