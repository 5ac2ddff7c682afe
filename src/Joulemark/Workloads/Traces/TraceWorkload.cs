using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Tokenizing;
using Joulemark.Workloads.Data;
using Joulemark.Workloads.Making;

namespace Joulemark.Workloads.Traces;

/// <summary>
/// Requests as a service once received them: when each came, how long it was, and what it shared with others. Traces hold
/// no text, so it is made: equal hash ids become the very same text, block by block, and everything else differs.
/// </summary>
/// <param name="kind">Name in a spec.</param>
/// <param name="remedy">What the file should be.</param>
/// <param name="read">Reads the file's rows; null picks by what the file starts with.</param>
internal sealed class TraceWorkload(string kind, string remedy, Func<WorkloadSpec, DataProblems, IEnumerable<TraceRow>>? read) : IWorkload
{
    public string Kind => kind;

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var problems = new DataProblems(spec.Path ?? "", remedy);
        var rows = new List<TraceRow>(Math.Min(spec.Requests, 100_000));
        long left = 0, seen = 0;
        foreach (var row in (read ?? Reader(spec))(spec, problems))
        {
            seen++;
            if (rows.Count < spec.Requests && row.Input <= (spec.InputTokens.Maximum ?? int.MaxValue))
                rows.Add(row with { Input = Math.Max(1, row.Input), Output = Math.Max(1, row.Output) });
            else if (rows.Count < spec.Requests)
                left++;
        }

        problems.Throw();
        if (rows.Count == 0)
            throw DataProblems.Whole($"the trace '{spec.Path}' has no requests" + (left > 0 ? $" of at most {spec.InputTokens.Maximum} tokens" : ""), remedy);
        var notes = Notes(spec, rows, seen, left);
        rows = [.. rows.OrderBy(r => r.Time)]; // stable: requests of one moment keep the file's order
        return Make(spec, seed, rows, notes);
    }

    /// <summary>Reads the lengths alone, for a workload that makes prompts of its own.</summary>
    public static List<(int Input, int Output)> ReadLengths(WorkloadSpec spec)
    {
        var problems = new DataProblems(spec.Path ?? "", "Give a CSV with TIMESTAMP, ContextTokens and GeneratedTokens, or JSON lines with timestamp, input_length and output_length.");
        List<(int, int)> lengths = [.. Reader(spec)(spec, problems).Select(r => (Math.Max(1, r.Input), Math.Max(1, r.Output)))];
        problems.Throw();
        return lengths.Count > 0 ? lengths : throw DataProblems.Whole($"the file of lengths '{spec.Path}' has none", "Give a trace.");
    }

    private static Func<WorkloadSpec, DataProblems, IEnumerable<TraceRow>> Reader(WorkloadSpec spec) =>
        DataLines.Read(spec).FirstOrDefault().Text?.TrimStart().StartsWith('{') == false ? CsvTrace.Read : JsonTrace.Read;

    private static WorkloadTask Make(WorkloadSpec spec, int seed, List<TraceRow> rows, List<Diagnostic> notes)
    {
        var text = new PromptText(Tokenizers.Open(spec.Tokenizer ?? Tokenizers.Fallback), spec.Content == "random-tokens");
        notes.AddRange(SyntheticWorkload.Notes(spec, text));
        var begin = rows[0].Time;

        // Keys of blocks come first, then one for each request's own text; another pass has keys of its own.
        var blocks = rows.SelectMany(r => r.Blocks).DefaultIfEmpty(-1).Max() + 1;
        var keys = blocks + rows.Count;
        TaskItem Item(int index, int pass)
        {
            var row = rows[index];
            return TaskItem.OnDemand(() =>
            {
                var prompt = PromptBuffer.OfThread();
                for (var i = 0; i < row.Blocks.Length; i++)
                    text.Add(prompt, Math.Min(spec.BlockTokens, row.Input - (i * spec.BlockTokens)), (pass * keys) + row.Blocks[i], seed);
                if (row.Blocks.Length == 0)
                    text.Add(prompt, row.Input, (pass * keys) + blocks + index, seed);
                text.Adjust(prompt, row.Input);
                return prompt.ToString();
            }) with { OutputTokens = row.Output, PromptTokens = text.CanBeExact ? row.Input : null, Arrival = TimeSpan.FromTicks(row.Time - begin) };
        }

        var hash = ContentHash.Of(SyntheticWorkload.Recipe(spec, seed), rows.SelectMany(r => (IEnumerable<long>)[r.Time - begin, r.Input, r.Output, .. r.Blocks]));
        return new WorkloadTask(new ItemsOnDemand(rows.Count, i => Item(i, 0)), null, hash) { Renew = Item, Notes = notes };
    }

    private static List<Diagnostic> Notes(WorkloadSpec spec, List<TraceRow> rows, long seen, long left)
    {
        var notes = new List<Diagnostic>();
        var unsorted = rows.Zip(rows.Skip(1)).Where(p => p.Second.Time < p.First.Time).Select(p => p.Second.Line).ToList();
        if (unsorted.Count > 0)
        {
            notes.Add(new Diagnostic("JM1027", DiagnosticSeverity.Warning,
                $"{unsorted.Count} of the trace's {rows.Count} requests come before the one above them, the first on line {unsorted[0]}; they are replayed in the order of time", "Check that the file is one trace, not several."));
        }

        if (seen > rows.Count)
        {
            notes.Add(new Diagnostic("JM1026", DiagnosticSeverity.Info, string.Create(CultureInfo.InvariantCulture,
                $"{rows.Count} of the trace's {seen} requests are asked ({rows.Count / (double)seen:P0})") + (left > 0 ? $"; {left} before the last of them are longer than workload.input-tokens.max ({spec.InputTokens.Maximum}) and left out" : ""),
                "workload.requests says how many are taken from the start."));
        }

        var known = new HashSet<long>();
        long tokens = rows.Sum(r => (long)r.Input), shared = rows.Sum(r => r.Blocks.TakeWhile(known.Contains).Count() is var hits & AddAll(known, r.Blocks) ? Math.Min((long)hits * spec.BlockTokens, r.Input) : 0);
        if (shared > 0)
        {
            notes.Add(new Diagnostic("JM1029", spec.PrefixCache == "cold" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                $"the trace's requests share prefixes: a cache of any size would answer {shared / (double)tokens:P1} of their prompt tokens" + (spec.PrefixCache == "cold" ? ", but the spec declares workload.prefix-cache: cold" : ""),
                "Declare workload.prefix-cache: any, or the workload.prefix-hit-rate that you expect; or turn the server's prefix cache off."));
        }

        return notes;
    }

    private static bool AddAll(HashSet<long> known, long[] blocks)
    {
        known.UnionWith(blocks);
        return true;
    }
}
