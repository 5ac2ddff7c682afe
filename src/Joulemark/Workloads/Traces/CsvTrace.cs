using System.Globalization;
using Joulemark.Planning;
using Joulemark.Workloads.Data;

namespace Joulemark.Workloads.Traces;

/// <summary>
/// Reads a trace in CSV with a header, as Azure's (Azure/AzurePublicDataset): the 2023 files write times as
/// <c>2023-11-16 18:17:03.9799600</c>, those of 2024 as <c>2024-05-10 00:00:00.009930+00:00</c>, with or without a fraction.
/// </summary>
internal static class CsvTrace
{
    public static IEnumerable<TraceRow> Read(WorkloadSpec spec, DataProblems problems)
    {
        int[]? columns = null;
        foreach (var (number, text) in DataLines.Read(spec))
        {
            var cells = text.Split(',');
            if (columns is null)
            {
                columns = [Column(cells, TraceFields.Time), Column(cells, TraceFields.Input), Column(cells, TraceFields.Output)];
                if (columns.Contains(-1))
                {
                    string[] names = ["a time (TIMESTAMP)", "the prompt's tokens (ContextTokens)", "the tokens generated (GeneratedTokens)"];
                    problems.Add(number, 1, $"the header has no column for {string.Join(" and ", names.Where((_, i) => columns[i] < 0))}");
                    yield break;
                }

                continue;
            }

            if (ReadRow(number, cells, columns, spec.TimestampUnit, problems) is { } row)
                yield return row;
        }
    }

    private static TraceRow? ReadRow(long number, string[] cells, int[] columns, string unit, DataProblems problems)
    {
        long At(int cell) => 1 + cells.Take(cell).Sum(c => c.Length + 1L);
        if (cells.Length <= columns.Max())
        {
            problems.Add(number, 1, $"{cells.Length} columns; the header has more");
            return null;
        }

        if (Time(Cell(cells, columns[0]), unit) is not { } time)
        {
            problems.Add(number, At(columns[0]), $"'{Cell(cells, columns[0])}' is no time, or a negative one");
            return null;
        }

        for (var i = 1; i < columns.Length; i++)
        {
            if (!int.TryParse(Cell(cells, columns[i]), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                problems.Add(number, At(columns[i]), $"'{Cell(cells, columns[i])}' is no number of tokens");
                return null;
            }
        }

        return new TraceRow(number, time, int.Parse(Cell(cells, columns[1]), CultureInfo.InvariantCulture), int.Parse(Cell(cells, columns[2]), CultureInfo.InvariantCulture), []);
    }

    /// <summary>Ticks of a date and time, taken as UTC where it names no offset, or of a number in the unit; null for anything else.</summary>
    private static long? Time(string text, string unit)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return TraceFields.Ticks(number, unit);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcTicks : null;
    }

    private static string Cell(string[] cells, int column) => cells[column].Trim().Trim('"');

    private static int Column(string[] header, string[] names) =>
        Array.FindIndex(header, h => names.Contains(h.Trim().Trim('"').TrimStart('\uFEFF'), StringComparer.OrdinalIgnoreCase));
}
