using Joulemark.Metrology;

namespace Joulemark.Analysis.Phases;

/// <summary>The time within which a prompt was worked on.</summary>
/// <param name="Sent">When it was sent.</param>
/// <param name="First">When its first token came.</param>
/// <param name="Tokens">Tokens of it that were worked on.</param>
internal readonly record struct PromptTime(Timestamp Sent, Timestamp First, int Tokens)
{
    /// <summary>How long it took.</summary>
    public double Seconds => (First - Sent).TotalSeconds;

    /// <summary>When work on it can have begun at the latest.</summary>
    /// <param name="pace">Seconds for a token of prompts that did not wait.</param>
    public Timestamp Latest(double pace) => First - TimeSpan.FromSeconds(Math.Max(0, Math.Min(Seconds, pace * Tokens)));
}
