namespace Joulemark.Reporting;

/// <summary>Something that happened, on the timeline.</summary>
/// <param name="Kind">What kind, in a word or two: <c>disturbance</c>, <c>throttled</c>, <c>setting</c>, <c>clock</c>, <c>load</c>, <c>warning</c>.</param>
/// <param name="Start">When it happened or began, seconds on the run's clock.</param>
/// <param name="End">When it was over; the same for what happened at once.</param>
/// <param name="Text">What happened, in words.</param>
internal sealed record TimelineMark(string Kind, double Start, double End, string Text);
