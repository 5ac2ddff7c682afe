namespace Joulemark.Analysis.Phases;

/// <summary>A short piece of a measured window: what it took and what was done in it.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="Joules">Energy in the boundary.</param>
/// <param name="PrefillTokens">Prompt tokens worked on, those from the prefix cache left out.</param>
/// <param name="DecodeTokens">Output tokens made, the first of each answer left out: prefill makes that.</param>
internal readonly record struct PhaseSlice(double Seconds, double Joules, double PrefillTokens, double DecodeTokens);
