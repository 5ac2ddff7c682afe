namespace Joulemark.Analysis;

/// <summary>
/// An update of a counter: it happened after the last reading with the old value and no later than the first with the new
/// one. Times are seconds from the edge that is looked at.
/// </summary>
/// <param name="Value">Number of the value that it brought (<see cref="CounterUpdates"/>).</param>
/// <param name="From">When the old value was read last.</param>
/// <param name="To">When the new one was read first.</param>
internal readonly record struct CounterUpdate(int Value, double From, double To)
{
    private const double TightShare = 0.25;

    public double Width => To - From;

    /// <summary>True where it is known to a quarter of the period.</summary>
    public bool IsTight(double period) => Width <= TightShare * period;

    /// <summary>The moment, as well as the readings say it: an update is no older than a period when it is read.</summary>
    public CounterInstant Within(double period) => CounterInstant.Between(Value, Math.Max(From, To - period), To);
}
