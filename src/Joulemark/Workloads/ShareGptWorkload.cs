using System.Globalization;
using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Tokenizing;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads;

/// <summary>
/// ShareGPT: the first turn of each conversation is the prompt, and the length of the second says how much to generate.
/// Entries are left out by the rules of vLLM's benchmark (vllm/benchmarks/datasets, <c>is_valid_sequence</c>), so that
/// both ask of the same distribution: at least 4 tokens each way, at most 1024 of prompt and 2048 together.
/// </summary>
internal sealed class ShareGptWorkload : IWorkload
{
    private const int Fewest = 4;
    private const int MostOfPrompt = 1024;
    private const int MostTogether = 2048;

    public string Kind => "sharegpt";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var missing = new List<string>();
        PromptTemplate.Fill(spec.Template, "", default, missing);
        if (missing.Count > 0)
            throw DataProblems.Whole($"workload.template asks for {{{missing[0]}}}, but kind sharegpt has a prompt and no other fields", "Use {prompt} alone.");
        var tokenizer = Tokenizers.Open(spec.Tokenizer ?? Tokenizers.Fallback);
        var problems = new DataProblems(spec.Path ?? "", "ShareGPT's file is an array of {\"id\", \"conversations\": [{\"from\", \"value\"}, …]}.");
        var chosen = new SeededChoice<TaskItem>(spec.Requests, seed);
        long single = 0;
        try
        {
            using var file = DataLines.Open(spec);
            var entries = new JsonEntries(file, property: null);
            while (entries.TryNext(out var entry))
            {
                if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("conversations", out var turns) || turns.ValueKind != JsonValueKind.Array)
                    problems.Add(entries.Line, entries.Column, "no \"conversations\"");
                else if (turns.GetArrayLength() < 2)
                    single++;
                else if (DataFields.Texts(turns[0], "value") is var prompt && DataFields.Texts(turns[1], "value") is var reply)
                    chosen.Offer((out TaskItem item) => TryMake(spec, tokenizer, prompt.FirstOrDefault() ?? "", reply.FirstOrDefault() ?? "", out item));
            }
        }
        catch (JsonException e)
        {
            problems.Add((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1, e.Message);
        }

        problems.Throw();
        var notes = new List<Diagnostic>();
        if (chosen.Refused + single > 0)
        {
            notes.Add(new Diagnostic("JM1031", DiagnosticSeverity.Info, string.Create(CultureInfo.InvariantCulture,
                $"{chosen.Refused + single} of {chosen.Offered + single} conversations were left out, by the rules of vLLM's benchmark: two turns, at least {Fewest} tokens each, at most {spec.InputTokens.Maximum ?? MostOfPrompt} of prompt and {MostTogether} together"),
                "workload.input-tokens.max sets another limit of the prompt."));
        }

        if (spec.Tokenizer is null)
            notes.Add(TaskNotes.Approximate());
        return DataSet.ToTask(spec, chosen.ToList(), () => null, notes);
    }

    private static bool TryMake(WorkloadSpec spec, TextTokenizer tokenizer, string prompt, string reply, out TaskItem item)
    {
        var filled = PromptTemplate.Fill(spec.Template, prompt, default, []);
        var (input, output) = (tokenizer.Count(filled), tokenizer.Count(reply));
        item = new TaskItem(filled, null) { OutputTokens = output, PromptTokens = input };
        return input >= Fewest && output >= Fewest && input <= (spec.InputTokens.Maximum ?? MostOfPrompt) && input + output <= Math.Max(MostTogether, spec.InputTokens.Maximum ?? 0);
    }
}
