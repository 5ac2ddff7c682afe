using System.Text.Json;
using Joulemark.Diagnostics;
using Joulemark.Planning;

namespace Joulemark.Workloads.Data;

/// <summary>Reads data files as a stream, line by line.</summary>
internal static class DataLines
{
    /// <summary>The lines of a file with their numbers, from 1; empty ones are left out.</summary>
    public static IEnumerable<(long Number, string Text)> Read(WorkloadSpec spec)
    {
        using var reader = new StreamReader(Open(spec));
        long number = 0;
        while (ReadLine(reader, spec) is { } text)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return (number, text);
        }
    }

    /// <summary>The objects of a JSON-lines file. A line that is none is noted and left out.</summary>
    public static IEnumerable<(long Number, JsonElement Line)> ReadObjects(WorkloadSpec spec, DataProblems problems)
    {
        foreach (var (number, text) in Read(spec))
        {
            if (Parse(number, text, problems) is { } line)
                yield return (number, line);
        }
    }

    /// <summary>Opens the data file.</summary>
    /// <exception cref="JoulemarkException">It is not named, not there, or cannot be read.</exception>
    public static FileStream Open(WorkloadSpec spec)
    {
        if (spec.Path is null)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1005", DiagnosticSeverity.Error,
                $"'workload.path' is missing: kind {spec.Kind} reads a file", "Add workload.path."));
        }

        const int BufferSize = 1 << 16;
        try
        {
            return new FileStream(spec.Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(spec, e);
        }
    }

    /// <summary>A file that cannot be read, in words.</summary>
    public static JoulemarkException Unreadable(WorkloadSpec spec, Exception e) => DataProblems.Whole(
        e is FileNotFoundException or DirectoryNotFoundException
            ? $"there is no data file '{spec.Path}'" : $"the data file '{spec.Path}' cannot be read: {e.Message}", "Check workload.path; it is relative to the spec. An address there is fetched: joulemark run --fetch (docs/workloads.md).");

    private static string? ReadLine(StreamReader reader, WorkloadSpec spec)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (IOException e)
        {
            throw Unreadable(spec, e);
        }
    }

    private static JsonElement? Parse(long number, string text, DataProblems problems)
    {
        try
        {
            var line = JsonElement.Parse(text);
            if (line.ValueKind == JsonValueKind.Object)
                return line;
            problems.Add(number, 1, $"a JSON {line.ValueKind.ToString().ToLowerInvariant()}, not an object");
        }
        catch (JsonException e)
        {
            problems.Add(number, (e.BytePositionInLine ?? 0) + 1, $"not a JSON object: {e.Message}");
        }

        return null;
    }
}
