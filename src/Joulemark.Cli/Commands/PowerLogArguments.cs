using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Storage.Import;

namespace Joulemark.Cli.Commands;

/// <summary>The options of <c>joulemark import</c> that say how to read a power log.</summary>
internal sealed class PowerLogArguments
{
    private static readonly string[] Boundaries = ["gpu", "components", "node"];

    private readonly Option<string?> _path = new("--power") { Description = "CSV of power that was logged beside the benchmark; nvidia-smi's is known.", HelpName = "FILE" };
    private readonly Option<string?> _boundary = new("--power-boundary") { Description = "What its columns cover: gpu, components or node. Needed with --power.", HelpName = "B" };
    private readonly Option<string[]> _columns = new("--power-column") { Description = "Column of power, by its name in the header; several are summed.", HelpName = "NAME" };
    private readonly Option<string?> _unit = new("--power-unit") { Description = "Unit of those columns: W, mW or kW, where the file does not name it.", HelpName = "U" };
    private readonly Option<string?> _time = new("--time-column") { Description = "Column of time: Unix time, ISO 8601, local time, or seconds.", HelpName = "NAME" };
    private readonly Option<string?> _device = new("--device-column") { Description = "Column that says which device a row is of.", HelpName = "NAME" };
    private readonly Option<TimeZoneInfo?> _zone = new("--power-timezone") { Description = "Zone of times that name none: UTC, +02:00, Europe/Berlin; this machine's by default.", HelpName = "ZONE", CustomParser = Zone };
    private readonly Option<DateTimeOffset?> _start = ImportCommand.Moment("--power-start", "Moment of second 0, for times that are seconds from a start.");
    private readonly Option<TimeSpan?> _offset = new("--clock-offset") { Description = "Added to the log's times where its clock is not the benchmark's, e.g. 250ms or -1.5s. [default: 0s]", HelpName = "TIME", CustomParser = Offset };
    private readonly Option<double?> _uncertainty = new("--power-uncertainty") { Description = "Bound of the meter's own error, e.g. 1%; 5% for nvidia-smi by default.", HelpName = "SHARE", CustomParser = Share };
    private readonly Option<string> _gpus = new("--gpus") { Description = "Boards that the boundary gpu counts, e.g. 0,1; all of the log's by default.", HelpName = "LIST", DefaultValueFactory = _ => "" };

    public PowerLogArguments()
    {
        Options.RequireOneOf(_boundary, Boundaries);
        Options.RequireOneOf(_unit, ["W", "mW", "kW"]);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_path, _boundary, _columns, _unit, _time, _device, _zone, _start, _offset, _uncertainty, _gpus])
            command.Add(option);
    }

    /// <exception cref="JoulemarkException">JM4062: a log without its boundary, or options without a log.</exception>
    public PowerLogOptions? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_path) is not { } path)
        {
            var idle = ((Option[])[_boundary, _columns, _unit, _time, _device, _zone, _start, _offset, _uncertainty]).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false });
            return idle is null ? null : throw ImportProblem.Of("JM4062", $"{idle.Name} says how to read a power log, and none is given", "Name it with --power.");
        }

        if (parsed.GetValue(_boundary) is not { } boundary)
        {
            throw ImportProblem.Of("JM4062", $"nobody says what the power in '{path}' covers, and joules without a boundary mean nothing",
                "Give --power-boundary: gpu for boards (nvidia-smi), components for GPUs, CPUs and DRAM together, node for the machine's input (wall, BMC).");
        }

        return new PowerLogOptions
        {
            Path = path,
            Boundary = Enum.GetValues<Boundary>().First(b => RecordNames.Of(b) == boundary),
            Columns = parsed.GetValue(_columns) ?? [],
            Unit = parsed.GetValue(_unit),
            TimeColumn = parsed.GetValue(_time),
            DeviceColumn = parsed.GetValue(_device),
            Zone = parsed.GetValue(_zone),
            Start = parsed.GetValue(_start),
            ClockOffset = parsed.GetValue(_offset) ?? TimeSpan.Zero,
            Uncertainty = parsed.GetValue(_uncertainty),
        };
    }

    public IReadOnlyList<string> Gpus(ParseResult parsed) =>
        parsed.GetValue(_gpus)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Word(ArgumentResult result) => result.Tokens is [{ Value: var given }] ? given : "";

    private static TimeZoneInfo? Zone(ArgumentResult result)
    {
        var text = Word(result);
        if (text is "local")
            return TimeZoneInfo.Local;
        if (text is ['+' or '-', ..] && TimeSpan.TryParseExact(text[1..], [@"hh\:mm", "hh", "hhmm"], CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14))
            return TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
            return zone;
        result.AddError($"--power-timezone: '{text}' is no zone that this machine knows; give UTC, local, an offset such as +02:00, or a name such as Europe/Berlin");
        return null;
    }

    private static TimeSpan? Offset(ArgumentResult result)
    {
        var text = Word(result);
        var negative = text is ['-', ..];
        if (SpecValueParser.Seconds(text.TrimStart('-', '+')) is { } seconds)
            return TimeSpan.FromSeconds(negative ? -seconds : seconds);
        result.AddError($"--clock-offset: '{text}' is not a duration with its unit, such as 250ms or -1.5s");
        return null;
    }

    private static double? Share(ArgumentResult result)
    {
        var text = Word(result);
        var isPercent = text is [.., '%'];
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && (number /= isPercent ? 100 : 1) < 1)
            return number;
        result.AddError($"--power-uncertainty: '{text}' is no share from 0 to 1, such as 1% or 0.01");
        return null;
    }
}
