using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Storage.Import;

/// <summary>
/// Reads a CSV of power, row by row: a log of days is no more in memory than what is near the benchmark. nvidia-smi's
/// <c>--query-gpu=timestamp,index,power.draw --format=csv</c> is known by its columns, and the log of SPEC's PTDaemon (MLPerf
/// Power's <c>spl.txt</c>) by its rows, which name their values: <c>Time,…,Watts,…,Volts,…</c>.
/// </summary>
internal sealed class PowerLogReader(PowerLogOptions options)
{
    private const int MostGaps = 10_000; // that the time between readings is told from
    private const double DifferentDevices = 0.05;
    private const double SmiGain = 0.05; // NVIDIA states ± 5 % for power.draw
    private static readonly Power AnySum = new(200_000);

    private readonly PowerTimes _times = new(options);
    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(long Time, double? Watts)>> _readings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly List<double> _gaps = [];
    private string? _unit;
    private long _rows;
    private long _repeated;

    /// <summary>Reads the log.</summary>
    /// <param name="from">Start of what is kept, in nanoseconds of Unix time.</param>
    /// <param name="to">End of what is kept.</param>
    /// <exception cref="Diagnostics.JoulemarkException">It cannot be read as a power log.</exception>
    public PowerLog Read(long from, long to)
    {
        try
        {
            using var lines = File.ReadLines(options.Path).GetEnumerator(); // takes a byte order mark and CR LF
            return Read(lines, from, to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ImportProblem.Of("JM4050", $"the power log '{options.Path}' cannot be read: {FileFailure.Why(e, options.Path)}", "Check the path.");
        }
    }

    private PowerLog Read(IEnumerator<string> lines, long from, long to)
    {
        var number = 0;
        string? header = null;
        while (header is null && lines.MoveNext())
        {
            number++;
            if (!string.IsNullOrWhiteSpace(lines.Current) && lines.Current[0] != '#')
                header = lines.Current;
        }

        if (header is null)
            throw ImportProblem.Of("JM4050", $"the power log '{options.Path}' is empty", "Give a log that was running while the benchmark was.");
        var separator = CsvText.SeparatorOf(header);
        var fields = CsvText.Split(header, separator);
        var isPtd = fields is ["Time", _, "Watts", _, ..];
        if (isPtd)
        {
            number--; // the first row names the columns, and is a row
            fields = [.. fields.Select((_, i) => i % 2 == 0 ? "" : fields[i - 1])];
        }

        var columns = new PowerColumns(isPtd && options.Columns.Count == 0 ? options with { Columns = ["Watts"], TimeColumn = options.TimeColumn ?? "Time", Unit = "W" } : options, fields) { Separator = separator };
        var (first, last) = (long.MaxValue, long.MinValue);
        int? cutOff = null;
        for (var more = isPtd || lines.MoveNext(); more; more = lines.MoveNext())
        {
            number++;
            if (cutOff is { } cut)
                throw Bad(cut, $"has fewer fields than the header's {fields.Count}");
            if (string.IsNullOrWhiteSpace(lines.Current) || (lines.Current == header && !isPtd))
                continue; // logs that were put together have their header again
            var row = CsvText.Split(lines.Current, separator);
            if (row.Count < fields.Count)
            {
                cutOff = number; // of the last row alone it may be: the log was stopped while it was written
                continue;
            }

            if (row.Count > fields.Count)
                throw Bad(number, $"has {row.Count} fields and the header {fields.Count}: is a decimal comma taken for a separator? Quote such values, or separate with semicolons");
            var time = (_times.Read(row[columns.Time], number) ?? throw Bad(number, $"'{row[columns.Time]}' is no time that is known here"))
                + (options.ClockOffset.Ticks * TimeSpan.NanosecondsPerTick);
            (first, last) = (Math.Min(first, time), Math.Max(last, time));
            Take(columns, row, time, number, time >= from && time <= to);
        }

        if (_rows == 0)
            throw ImportProblem.Of("JM4050", $"the power log '{options.Path}' has a header and no readings", "Give a log that was running while the benchmark was.");
        RequireOneDevice(columns);
        return new PowerLog
        {
            Channels = [.. _channels.Values.Select(c => c with { ReadEverySeconds = Period, UpdatePeriodSeconds = Period })],
            Readings = _readings,
            Span = (first, last),
            Period = Period,
            Columns = [.. columns.Power.Select(columns.Name)],
            Unit = _unit ?? "W",
            Zone = _times.UsedZone ? _times.ZoneName : null,
            CutOff = cutOff is null ? 0 : 1,
        };
    }

    private double Period => _gaps.Count == 0 ? 1 : Math.Max(1e-3, _gaps.Order().ElementAt(_gaps.Count / 2));

    private void Take(PowerColumns columns, List<string> row, long time, int line, bool keep)
    {
        _rows++;
        var device = columns.Device is { } column ? row[column] : "";
        for (var i = 0; i < columns.Power.Count; i++)
        {
            var watts = Watts(columns, i, row[columns.Power[i]], line);
            var key = string.Create(CultureInfo.InvariantCulture, $"{device}\n{i}");
            if (!_channels.TryGetValue(key, out var channel))
            {
                _channels[key] = channel = Describe(columns, device, i);
                _readings[channel.Name] = [];
            }

            if (_last.TryGetValue(key, out var before))
            {
                if (time < before)
                {
                    throw ImportProblem.Of("JM4067", string.Create(CultureInfo.InvariantCulture, $"'{options.Path}', line {line}: the time is {(before - time) / 1e9:0.###} s before that of the row before"),
                        columns.Device is null ? "Where rows are of several devices, name the column that tells them apart with --device-column; where a clock was set back, cut the log there." : "A clock was set back, or logs were put together in another order: cut the log there.");
                }

                if (time == before)
                    _repeated++;
                else if (_gaps.Count < MostGaps)
                    _gaps.Add((time - before) / 1e9);
            }

            _last[key] = time;
            if (keep)
                _readings[channel.Name].Add((time, watts));
        }
    }

    private double? Watts(PowerColumns columns, int index, string text, int line)
    {
        if (PowerValues.IsMissing(text))
            return null;
        var (number, written) = PowerValues.Read(text, columns.Separator) ?? throw Bad(line, $"'{text}' is no power{(text.Contains(',', StringComparison.Ordinal) ? ", or may be two: is the comma a decimal one? Write it with a point" : "")}");
        var unit = written ?? columns.Units[index]
            ?? throw ImportProblem.Of("JM4062", $"neither the column '{columns.Name(columns.Power[index])}' nor its values name a unit", "Give it with --power-unit W, mW or kW.");
        if (written is not null && options.Unit is { } told && told != written)
            throw Bad(line, $"'{text}' is in {written}, and --power-unit says {told}");
        _unit ??= unit;
        return double.IsNaN(number) ? null : number * PowerValues.WattsOf(unit);
    }

    /// <summary>Rows of several devices that nothing tells apart would make one power that jumps between them.</summary>
    private void RequireOneDevice(PowerColumns columns)
    {
        if (columns.Device is not null)
            return;
        var sorted = _gaps.Order().ToList();
        var alternates = columns.IsNvidia && sorted.Count >= 4 && sorted[sorted.Count / 4] < DifferentDevices * sorted[sorted.Count * 3 / 4];
        if (alternates || _repeated > 0.1 * _rows)
        {
            throw ImportProblem.Of("JM4067", $"'{options.Path}' has several readings at one time, and no column says which device each is of",
                columns.IsNvidia ? "Ask nvidia-smi for index or uuid, too: --query-gpu=timestamp,index,power.draw." : "Name the column that tells devices apart with --device-column, or log times with fractions of a second.");
        }
    }

    private Channel Describe(PowerColumns columns, string device, int column)
    {
        var part = options.Boundary switch { Boundary.Gpu => MachinePart.Gpu, Boundary.Node => MachinePart.Node, _ => MachinePart.Components };
        var stem = part switch { MachinePart.Gpu => "gpu", MachinePart.Node => "node", _ => "components" };
        var isOnly = columns.Device is null && columns.Power.Count == 1;
        var index = int.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out var told) && columns.Power.Count == 1 ? told : _channels.Count;
        return new Channel
        {
            Name = isOnly && part != MachinePart.Gpu ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}{index}"),
            Source = columns.IsNvidia ? "nvidia-smi log" : "power log",
            Part = part,
            Provenance = Provenance.Integrated,
            Reading = ReadingKind.Power,
            Device = index,
            DeviceId = device.StartsWith("GPU-", StringComparison.Ordinal) ? device : null,
            Description = columns.Name(columns.Power[column]) + (device.Length > 0 ? $", {device}" : ""),
            MaxPower = columns.IsNvidia ? null : AnySum, // a column may sum several devices
            GainUncertainty = options.Uncertainty ?? (columns.IsNvidia ? SmiGain : 0),
            GainSource = options.Uncertainty is not null ? "stated by the user" : columns.IsNvidia ? "NVIDIA's accuracy of power.draw" : null,
        };
    }

    private Diagnostics.JoulemarkException Bad(int line, string what) =>
        ImportProblem.Of("JM4064", $"'{options.Path}', line {line}: {what}", "Correct the line, or take it out.");
}
