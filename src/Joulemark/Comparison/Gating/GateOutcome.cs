using System.Text.Json.Serialization;
using Joulemark.Analysis;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Comparison.Gating;

/// <summary>What a gate says of a candidate, rule by rule.</summary>
public sealed record GateOutcome
{
    /// <summary>Version of the format.</summary>
    public int SchemaVersion { get; init; } = RunHeader.CurrentSchemaVersion;

    /// <summary>Version of Joulemark that judged.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The whole.</summary>
    public required GateVerdict Verdict { get; init; }

    /// <summary>What is compared with; the first run, where there are several.</summary>
    public required ComparedConfiguration Baseline { get; init; }

    /// <summary>What is judged; the first run, where there are several.</summary>
    public required ComparedConfiguration Candidate { get; init; }

    /// <summary>Every run of the baseline, each a start of its own; the first is <see cref="Baseline"/>.</summary>
    public IReadOnlyList<ComparedConfiguration> BaselineStarts { get; init; } = [];

    /// <summary>Every run of the candidate, each a start of its own; the first is <see cref="Candidate"/>.</summary>
    public IReadOnlyList<ComparedConfiguration> CandidateStarts { get; init; } = [];

    /// <summary>Rule by rule; empty where the two are not comparable.</summary>
    public required IReadOnlyList<GateRuleOutcome> Rules { get; init; }

    /// <summary>
    /// Probability that a gate like this fails, by a relative rule, a candidate that breaks none, at most. Each absolute limit and each
    /// objective adds 2.5 %; and where each side is one run, what varies from start to start is outside of it.
    /// </summary>
    public required double Level { get; init; }

    /// <summary>Keys that the change is about.</summary>
    public required IReadOnlyList<string> Isolated { get; init; }

    /// <summary>Differences that would forbid the comparison, had the user not allowed them.</summary>
    public required IReadOnlyList<FactDifference> Allowed { get; init; }

    /// <summary>The same between the starts of one side.</summary>
    public IReadOnlyList<StartDifference> AllowedBetweenStarts { get; init; } = [];

    /// <summary>True where figures of a run that is not valid were judged, because the user said so.</summary>
    public bool AcceptedInvalid { get; init; }

    /// <summary>What differs and forbids nothing: it would matter if it were larger, or is known of one side only. Of the first run of each side.</summary>
    public IReadOnlyList<FactDifference> Noted { get; init; } = [];

    /// <summary>Why the two are not comparable, and what must be known beside.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Of a gate that came to no judgement: a side cannot be read, or there is no baseline. A pipeline that looks at its reports must see it there.</summary>
    /// <param name="baseline">What was to be compared with, as the user named it.</param>
    /// <param name="candidate">What was to be judged.</param>
    /// <param name="problems">Why not.</param>
    internal static GateOutcome Refused(IReadOnlyList<string> baseline, IReadOnlyList<string> candidate, IReadOnlyList<Diagnostic> problems)
    {
        static List<ComparedConfiguration> Named(IReadOnlyList<string> texts) => [.. texts.Select(t => new ComparedConfiguration { Run = t, Configuration = t, StartedAt = default, Validity = Validity.From([]) })];
        var (before, judged) = (Named(baseline), Named(candidate));
        return new GateOutcome
        {
            ToolVersion = Joulemark.ToolVersion.Current, Verdict = GateVerdict.Invalid, Baseline = before[0], Candidate = judged[0], BaselineStarts = before, CandidateStarts = judged,
            Rules = [], Level = 0, Isolated = [], Allowed = [], Diagnostics = problems,
        };
    }

    /// <summary>What a command exits with.</summary>
    [JsonIgnore]
    internal ExitCode ExitCode => Verdict switch
    {
        GateVerdict.Pass => ExitCode.Done,
        GateVerdict.Fail => ExitCode.GateFailed,
        _ => ExitCode.Invalid,
    };
}
