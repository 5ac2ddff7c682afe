using Joulemark.Diagnostics;
using Joulemark.Tokenizing;

namespace Joulemark.Workloads;

/// <summary>Notes that several kinds of task need.</summary>
internal static class TaskNotes
{
    /// <summary>Lengths come from a tokenizer that is not the model's.</summary>
    public static Diagnostic Approximate() => new("JM1021", DiagnosticSeverity.Warning,
        $"lengths in tokens are by {Tokenizers.Fallback}, because the spec names no tokenizer: for the model they are approximate",
        "Name the model's own tokenizer in workload.tokenizer. The server's own counts are in requests.jsonl.");
}
