using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Running;

/// <summary>A configuration's headline figure as its windows come in.</summary>
internal sealed class ConfigurationProgress(bool isSequential)
{
    private readonly List<double> _headlines = [];

    /// <summary>Joules per output token of each repeat; per request where the server counts no tokens.</summary>
    public IReadOnlyList<double> Headlines => _headlines;

    /// <summary>The figure so far; null before the first window.</summary>
    public Estimate? EnergyPerToken { get; private set; }

    /// <summary>Windows so far, also those without energy or work.</summary>
    public int Windows { get; private set; }

    /// <summary>Those of them that no search chose the point by.</summary>
    public int Repeats { get; private set; }

    public void Add(WindowRecord window, Energy? gross)
    {
        Windows++;
        if (window.IsTrial)
            return;
        Repeats++;
        var hasTokens = window.Counts.OutputTokens > 0;
        var work = hasTokens ? window.Counts.OutputTokens : window.Counts.RequestEquivalents;
        if (gross is not { } energy || work <= 0)
            return;
        _headlines.Add(energy.Joules / work);
        var interval = MeanInterval.Of(_headlines, isSequential);
        EnergyPerToken = new Estimate
        {
            Value = interval.Value,
            Lower = interval.Lower,
            Upper = interval.Upper,
            N = _headlines.Count,
            Unit = hasTokens ? "J/token" : "J/request",
            Method = "mean of windows, Student t",
        };
    }
}
