namespace Joulemark.Reporting;

/// <summary>Power over time of one channel, or of the boundary.</summary>
/// <param name="Name">The channel's name, or what is summed.</param>
/// <param name="Role">Whether it is the sum, a part of it, or stands beside it.</param>
/// <param name="Modelled">True when it, or any part of it, is modelled.</param>
/// <param name="Points">In time order.</param>
internal sealed record PowerSeries(string Name, PowerRole Role, bool Modelled, IReadOnlyList<PowerPoint> Points);
