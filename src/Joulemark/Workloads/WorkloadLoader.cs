using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Tokenizing;

namespace Joulemark.Workloads;

/// <summary>Loads a spec's task: its data file found and hashed, its tokenizer opened.</summary>
internal sealed class WorkloadLoader(DataFiles files)
{
    /// <summary>Loads the task.</summary>
    /// <exception cref="JoulemarkException">Something of it cannot be read.</exception>
    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var file = files.Find(spec);
        var task = BuiltIns.Workload(spec.Kind).Load(file is null ? spec : spec with { Path = file.Path }, seed);
        return task with
        {
            FileHashes = file is null ? task.FileHashes : new Dictionary<string, string>(task.FileHashes, StringComparer.Ordinal) { [file.Name] = file.Sha256 },
            Notes = file is not null && spec.Sha256 is null && DataFiles.IsAddress(spec.Path!) ? [.. task.Notes, Unpinned(file)] : task.Notes,
            TokenCounter = task.TokenCounter ?? (spec.Tokenizer is { } tokenizer ? Tokenizers.Open(tokenizer) : null),
        };
    }

    private static Diagnostic Unpinned(DataFile file) => new("JM1025", DiagnosticSeverity.Info,
        $"the data came from {file.Name} and are not pinned", $"To be sure of the same data next time, add workload.sha256: {file.Sha256}");
}
