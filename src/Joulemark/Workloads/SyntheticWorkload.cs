using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Tokenizing;
using Joulemark.Workloads.Making;
using Joulemark.Workloads.Traces;

namespace Joulemark.Workloads;

/// <summary>
/// Prompts of exact lengths by a tokenizer, made of sentences: each item differs from every other from its first words on,
/// and every pass over the task from the one before, so that a prefix cache knows nothing of them. With a hit rate
/// declared, that share of each prompt is a start that all have in common.
/// </summary>
internal sealed class SyntheticWorkload : IWorkload
{
    private const string Version = "synthetic-1"; // changes when the same spec makes other prompts
    private const int SharedUnit = 16; // tokens; the block of vLLM's prefix cache, so that shared parts end at one

    public string Kind => "synthetic";

    public WorkloadTask Load(WorkloadSpec spec, int seed)
    {
        var text = new PromptText(Tokenizers.Open(spec.Tokenizer ?? Tokenizers.Fallback), spec.Content == "random-tokens");
        var lengths = Lengths(spec, seed);
        TaskItem Item(int index, int pass)
        {
            var (input, output) = lengths[index];
            return TaskItem.OnDemand(() => Prompt(spec, text, input, ((long)pass * lengths.Length) + index, seed))
                with { OutputTokens = output, PromptTokens = text.CanBeExact ? input : null };
        }

        var hash = ContentHash.Of(Recipe(spec, seed), lengths.SelectMany(l => (IEnumerable<long>)[l.Input, l.Output]));
        return new WorkloadTask(new ItemsOnDemand(lengths.Length, i => Item(i, 0)), null, hash) { Renew = Item, Notes = [.. Notes(spec, text)] };
    }

    /// <summary>What made-up prompts depend on, apart from their lengths and keys.</summary>
    public static IEnumerable<string> Recipe(WorkloadSpec spec, int seed) =>
    [
        Version, SourceText.Hash, Tokenizers.Open(spec.Tokenizer ?? Tokenizers.Fallback).Name, spec.Content, seed.ToString(CultureInfo.InvariantCulture),
        spec.BlockTokens.ToString(CultureInfo.InvariantCulture), (spec.PrefixHitRate ?? 0).ToString("R", CultureInfo.InvariantCulture),
    ];

    /// <summary>What there is to say of how prompts were made.</summary>
    public static IEnumerable<Diagnostic> Notes(WorkloadSpec spec, PromptText text)
    {
        if (spec.Tokenizer is null)
            yield return TaskNotes.Approximate();
        if (spec.Content == "random-tokens")
        {
            yield return new Diagnostic("JM1028", DiagnosticSeverity.Warning,
                "prompts are words drawn at random: they distort speculative decoding and the routing of experts, and with them joules and latencies (vllm-project/vllm#52536)", "Use workload.content: text.");
        }

        if (!text.CanBeExact)
        {
            yield return new Diagnostic("JM1030", DiagnosticSeverity.Warning,
                "the tokenizer has too few words of one token to make prompts of an exact length; they come near it", "The server's own counts are in requests.jsonl.");
        }
    }

    private static (int Input, int Output)[] Lengths(WorkloadSpec spec, int seed)
    {
        var random = new Random(seed);
        var (input, output) = (Distribution(spec.InputTokens, spec.InputTokens.Mean ?? 1), Distribution(spec.OutputTokens, spec.OutputTokens.Mean ?? spec.MaxOutputTokens));
        var file = spec.InputTokens.Distribution == "file" ? TraceWorkload.ReadLengths(spec) : [];
        var lengths = new (int Input, int Output)[spec.Requests];
        for (var i = 0; i < lengths.Length; i++)
        {
            var drawn = file.Count > 0 ? file[random.Next(file.Count)] : (input.Draw(random), 0);
            var generated = spec.OutputTokens.Distribution == "file" ? drawn.Item2 : output.Draw(random);
            lengths[i] = (Math.Clamp(drawn.Item1, input.Minimum, input.Maximum), generated);
        }

        return lengths;
    }

    private static LengthDistribution Distribution(LengthSpec spec, double mean) =>
        new(spec.Distribution, mean, spec.Deviation ?? 0, spec.Minimum, spec.Maximum ?? (spec.Distribution == "uniform" ? spec.Minimum : int.MaxValue));

    private static string Prompt(WorkloadSpec spec, PromptText text, int tokens, long key, int seed)
    {
        var prompt = PromptBuffer.OfThread();
        var shared = (int)Math.Round(tokens * (spec.PrefixHitRate ?? 0) / SharedUnit) * SharedUnit;
        shared = Math.Min(shared, (tokens - 1) / SharedUnit * SharedUnit); // something of its own must be left to compute
        for (var at = 0; at < shared; at += SharedUnit)
            text.Add(prompt, SharedUnit, -1 - (at / SharedUnit), seed);
        text.Add(prompt, tokens - shared, key, seed);
        text.Adjust(prompt, tokens);
        return prompt.ToString();
    }
}
