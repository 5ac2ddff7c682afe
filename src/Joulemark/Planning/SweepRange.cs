namespace Joulemark.Planning;

/// <summary>A range of values: its ends, and how one comes from the one before.</summary>
/// <param name="From">The first value, in the key's base unit.</param>
/// <param name="To">The last value.</param>
/// <param name="Factor">What each value is multiplied by; 2 where neither is given.</param>
/// <param name="Step">What is added to each value; null for a factor.</param>
internal sealed record SweepRange(double From, double To, double? Factor, double? Step)
{
    private const double DefaultFactor = 2;
    private const double Slack = 1e-9; // sums of decimal steps are not exact

    /// <summary>More values than anything takes, so that a tiny step does not make millions before it is refused.</summary>
    public const int Most = 1000;

    /// <summary>What is wrong with it, and the remedy; null for nothing.</summary>
    public (string Message, string Remedy)? Problem(SpecKey key)
    {
        string Text(double value) => SweptValue.Text(key, value);
        if (!(From < To))
            return ($"from {Text(From)} to {Text(To)} is no range", "Give from below to.");
        if (Factor is not null && Step is not null)
            return ("'factor' and 'step' contradict each other", "Remove one: factor is a ratio of neighbours, step their difference.");
        if (Factor is <= 1 or double.NaN)
            return (FormattableString.Invariant($"'factor' is {Factor}; it must be above 1"), "Leave it out for doubling.");
        if (Step is <= 0)
            return ($"'step' is {Text(Step.Value)}; it must be above 0", "Leave it out for doubling.");
        if (Step is { } step && SweptValue.IsWhole(key) && step != Math.Round(step))
            return (FormattableString.Invariant($"'step' is {step}, but the values are whole numbers"), "Give a whole number.");
        if (Step is null && From <= 0)
            return ($"from {Text(From)} cannot grow by a factor", "Begin above 0, or give a step.");
        return null;
    }

    /// <summary>The values, ascending, each once; the last is always <see cref="To"/>.</summary>
    public IReadOnlyList<string> Values(SpecKey key)
    {
        var values = new List<string>();
        for (var i = 0; values.Count <= Most && At(i) is var value && value < To * (1 - Slack); i++)
            Add(SweptValue.Text(key, value));
        Add(SweptValue.Text(key, To));
        return values;

        void Add(string text)
        {
            if (values.Count == 0 || values[^1] != text)
                values.Add(text);
        }
    }

    private double At(int index) => Step is { } step ? From + (index * step) : From * Math.Pow(Factor ?? DefaultFactor, index);
}
