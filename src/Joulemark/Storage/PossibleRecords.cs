using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>
/// Holds records to what can be at all. Times that run backwards and counts below zero would become figures that look like any
/// other: such a record is damage.
/// </summary>
internal static class PossibleRecords
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1); // other tools' times are seconds as floating-point numbers

    /// <exception cref="ImpossibleRecordException">It says what cannot be.</exception>
    public static RequestRecord Check(RequestRecord request)
    {
        Require(!IsBefore(request.FirstByte, request.Sent), "its first byte came before it was sent");
        Require(!IsBefore(request.FirstToken, request.Sent), "its first token came before it was sent");
        Require(!IsBefore(request.LastToken, request.FirstToken), "its last token came before its first");
        Require(request.LastToken is not { } last || !IsBefore(request.Ended, last), "it ended before its last token");
        Require(request.Usage is null or { PromptTokens: >= 0, CompletionTokens: >= 0 } && request is { LocalOutputTokens: null or >= 0, LocalPromptTokens: null or >= 0 }, "it has fewer than no tokens");
        Require(request.Score is null or (>= 0 and <= 1), "its score is none from 0 to 1");
        return request;
    }

    /// <exception cref="ImpossibleRecordException">It says what cannot be.</exception>
    public static WindowRecord Check(WindowRecord window)
    {
        Require(window.End >= window.Start, "the window ends before it begins");
        Require(window.Counts is { Requests: >= 0, Errors: >= 0, OutputTokens: >= 0, PromptTokens: >= 0, Scored: >= 0, Correct: >= 0, RequestEquivalents: >= 0, CorrectEquivalents: >= 0 }, "a count of the window is below 0");
        return window;
    }

    private static bool IsBefore(Timestamp? time, Timestamp? than) => time < than - Slack;

    private static void Require(bool isPossible, string otherwise)
    {
        if (!isPossible)
            throw new ImpossibleRecordException(otherwise);
    }
}
