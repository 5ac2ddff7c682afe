namespace Joulemark.Workloads;

/// <summary>Right when the text after the last <c>answer:</c>, or the whole output where there is none, equals the answer.</summary>
internal sealed class ExactScorer : IScorer
{
    private const string Marker = "answer:";

    public string Name => "exact";

    public bool IsCorrect(string output, string answer)
    {
        var marker = output.LastIndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        var given = marker < 0 ? output : output[(marker + Marker.Length)..];
        return given.AsSpan().Trim().Equals(answer.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
