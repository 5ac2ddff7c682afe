namespace Joulemark.Analysis.Attribution;

/// <summary>A request's part of the measured windows' joules: an attribution by a rule, no measurement.</summary>
/// <param name="Number">Its number among the requests of its configuration.</param>
/// <param name="Joules">What it is charged with.</param>
/// <param name="Idle">How much of that is idle power.</param>
/// <param name="IsWhole">True where it was sent and over inside one window, so that none of its joules are outside.</param>
internal readonly record struct AttributedRequest(int Number, double Joules, double Idle, bool IsWhole);
