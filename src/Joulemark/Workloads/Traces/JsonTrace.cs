using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads.Traces;

/// <summary>
/// Reads a trace in JSON lines: a time, lengths, and in Mooncake's (kvcache-ai/Mooncake) the hash ids of the prompt's
/// blocks, where equal ids stand for equal text.
/// </summary>
internal static class JsonTrace
{
    public static IEnumerable<TraceRow> Read(WorkloadSpec spec, DataProblems problems)
    {
        var unit = spec.Kind == "mooncake" ? "ms" : spec.TimestampUnit;
        foreach (var (number, line) in DataLines.ReadObjects(spec, problems))
        {
            if (ReadRow(number, line, unit, spec, problems) is { } row)
                yield return row;
        }
    }

    private static TraceRow? ReadRow(long number, JsonElement line, string unit, WorkloadSpec spec, DataProblems problems)
    {
        var time = Field(line, TraceFields.Time);
        if (time is not { ValueKind: JsonValueKind.Number } value || !value.TryGetDouble(out var moment) || TraceFields.Ticks(moment, unit) is not { } ticks)
        {
            problems.Add(number, 1, time is { } given ? $"the timestamp {given.GetRawText()} is no number, or a negative one" : "no \"timestamp\"");
            return null;
        }

        if (Tokens(line, TraceFields.Input) is not { } input || Tokens(line, TraceFields.Output) is not { } output)
        {
            problems.Add(number, 1, $"no \"{(Tokens(line, TraceFields.Input) is null ? "input" : "output")}_length\" that is a number of tokens");
            return null;
        }

        long[] blocks = [];
        if (line.TryGetProperty("hash_ids", out var ids))
        {
            if (ids.ValueKind != JsonValueKind.Array || !ids.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && i.TryGetInt64(out _)))
            {
                problems.Add(number, 1, "\"hash_ids\" is no list of whole numbers");
                return null;
            }

            blocks = [.. ids.EnumerateArray().Select(i => i.GetInt64())];
            var needed = (input + spec.BlockTokens - 1) / spec.BlockTokens;
            if (blocks.Length > 0 && blocks.Length != needed)
            {
                problems.Add(number, 1, $"{blocks.Length} hash ids for {input} tokens, which are {needed} blocks of {spec.BlockTokens}");
                return null;
            }
        }
        else if (spec.Kind == "mooncake")
        {
            problems.Add(number, 1, "no \"hash_ids\"");
            return null;
        }

        return new TraceRow(number, ticks, input, output, blocks);
    }

    private static int? Tokens(JsonElement line, string[] names) =>
        Field(line, names) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var tokens) && tokens >= 0 ? tokens : null;

    private static JsonElement? Field(JsonElement line, string[] names)
    {
        foreach (var name in names)
        {
            if (line.TryGetProperty(name, out var value))
                return value;
        }

        return null;
    }
}
