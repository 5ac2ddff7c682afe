using System.Globalization;
using System.Text;
using Joulemark.Records;
using Joulemark.Storage.Import;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

public sealed class PowerLogTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 4, 15, 0, TimeSpan.Zero);
    private readonly ImportHarness _import = new();

    public void Dispose() => _import.Dispose();

    [Fact]
    public async Task NvidiaSmi_WithTwoBoards_GivesJoulesPerToken()
    {
        var options = Options(Log("smi.csv", "timestamp, index, power.draw [W]", (t, w) => $"{t:yyyy/MM/dd HH:mm:ss.fff}, 0, {w:0.00} W\r\n{t.AddMilliseconds(2):yyyy/MM/dd HH:mm:ss.fff}, 1, {w:0.00} W"));
        var (record, result) = await _import.ImportAsync(options);

        Assert.Equal(["gpu0", "gpu1"], record.Machine.Channels.Select(c => c.Name));
        Assert.Equal(Boundary.Gpu, result.Boundary);
        Assert.Equal(Provenance.Integrated, result.Provenance);
        Assert.Equal(0.05, record.Machine.Channels[0].GainUncertainty);
        var window = result.Configurations["concurrency-2"].Windows[0];
        Assert.Equal(2 * 300 * window.Duration.TotalSeconds, window.Gross!.Value.Joules, 0.01 * 4800);
        Assert.Equal(window.Gross.Value.Joules / window.Counts.OutputTokens, result.Configurations["concurrency-2"].Metrics["energy_per_output_token"].Value!.Value, 9);
        Assert.Null(result.Configurations["concurrency-2"].Metrics["net_energy_per_output_token"].Value);
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4059");
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4068" && d.Message.Contains("taken to agree", StringComparison.Ordinal) && d.Message.Contains('%', StringComparison.Ordinal));
        Assert.Contains(result.Diagnostics, d => d.Message.Contains("name no zone and were taken to be in UTC", StringComparison.Ordinal));
        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons));
        Assert.Equal(64, record.Header.Import!.Power!.File.Sha256.Length);
    }

    [Fact]
    public async Task Gpus_PicksBoardsOfTheLog()
    {
        var options = Options(Log("smi.csv", "timestamp, index, power.draw [W]", (t, w) => $"{t:yyyy/MM/dd HH:mm:ss.fff}, 0, {w:0.00} W\n{t:yyyy/MM/dd HH:mm:ss.fff}, 1, 50.{t.Millisecond} W"));
        var (_, result) = await _import.ImportAsync(options with { Gpus = ["0"] });
        Assert.Equal(300, result.Configurations["concurrency-2"].Metrics["mean_power"].Value!.Value, 3.0);
    }

    [Theory]
    [InlineData("time;Leistung (kW)", "unix-comma", Boundary.Node)]
    [InlineData("time\tpower_mw", "milliseconds", Boundary.Node)]
    [InlineData("when,\"power, wall\"", "iso", Boundary.Components)]
    [InlineData("seconds,p", "relative", Boundary.Node)]
    [InlineData("zeit,p", "quoted-comma", Boundary.Gpu)]
    public async Task OtherLogs_AreRead_WhateverTheirTimesUnitsAndSeparators(string header, string kind, Boundary boundary)
    {
        static double Unix(DateTime t) => (t - DateTime.UnixEpoch).TotalSeconds;
        var separator = header.Contains(';', StringComparison.Ordinal) ? ';' : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        var columns = CsvText.Split(header, separator);
        string Row(DateTime t, double w) => kind switch
        {
            "unix-comma" => $"{Unix(t):0.000};{(w / 1000).ToString("0.00000", CultureInfo.InvariantCulture).Replace('.', ',')}",
            "milliseconds" => $"{Unix(t) * 1000:0}\t{w * 1000:0}",
            "iso" => $"{t.AddHours(1):yyyy-MM-dd'T'HH:mm:ss.fff}+01:00,{w:0.00}",
            "relative" => $"{(t - Start.UtcDateTime).TotalSeconds + 100:0.000},{w:0.00}",
            _ => $"{Unix(t):0.000},\"{w.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',')} W\"",
        };
        var options = Options(Log("log.csv", header, Row), boundary);
        options = options with
        {
            Power = options.Power! with
            {
                TimeColumn = columns[0], Columns = [columns[1]], Start = Start.AddSeconds(-100),
                Unit = kind switch { "milliseconds" => "mW", "iso" or "relative" => "W", _ => null }, Uncertainty = 0.01,
            },
        };
        var (record, result) = await _import.ImportAsync(options);
        Assert.Equal(boundary, result.Boundary);
        Assert.Equal(300, result.Configurations["concurrency-2"].Metrics["mean_power"].Value!.Value, 3.0);
        Assert.Equal(0.01, record.Machine.Channels.Single().GainUncertainty);
        Assert.True(result.Validity.Valid, string.Join("; ", result.Validity.Reasons));
    }

    [Fact]
    public async Task PtdLog_NamesItsValuesInEachRow()
    {
        var text = new StringBuilder();
        for (var i = -100; i < 200; i++)
            text.Append(CultureInfo.InvariantCulture, $"Time,{Start.UtcDateTime.AddMilliseconds(100 * i):MM-dd-yyyy HH:mm:ss.fff},Watts,{300 + (i % 2)}.5,Volts,230.1,Amps,1.3,PF,0.99,Mark,run\n");
        var (record, result) = await _import.ImportAsync(Options(_import.Write("spl.txt", text.ToString()), Boundary.Node));
        Assert.Equal(300.5, result.Configurations["concurrency-2"].Metrics["mean_power"].Value!.Value, 1.0);
        Assert.Equal("node", record.Machine.Channels.Single().Name);
        Assert.Equal("Watts", record.Header.Import!.Power!.Columns.Single());
        Assert.Contains(result.Diagnostics, d => d.Remedy?.Contains("--power-uncertainty", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Repeats_EachWithItsStart_GiveAnInterval()
    {
        var text = new VllmResult { Requests = 6 }.Detailed;
        var options = Options(Smi()) with { Path = _import.Write("three.json", $"{text}\n{text}\n{text}"), Starts = [Start, Start.AddSeconds(5), Start.AddSeconds(10)] };
        var (record, result) = await _import.ImportAsync(options);
        Assert.Equal([5, 5], record.Windows.Zip(record.Windows.Skip(1), (a, b) => Math.Round((b.Start - a.Start).TotalSeconds, 6)));
        var energy = result.Configurations["concurrency-2"].Metrics["energy_per_output_token"];
        Assert.Equal(3, energy.N);
        Assert.NotNull(energy.Lower);

        var diagnostic = await _import.FailAsync(options with { Starts = [Start] });
        Assert.Equal("JM4065", diagnostic.Id);
        Assert.Contains("given 1 times, and", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingReadings_OfTheDriver_AreMissing_AndNeverZero()
    {
        var count = 0;
        var options = Options(Log("smi.csv", "timestamp, uuid, power.draw [W]", (t, w) => $"{t:yyyy/MM/dd HH:mm:ss.fff}, GPU-11, {(count++ % 100 == 7 ? "[N/A]" : $"{w:0.00} W")}"));
        var (record, result) = await _import.ImportAsync(options);
        Assert.Contains(record.Samples, s => s.Reading is null);
        Assert.Equal("GPU-11", record.Machine.Channels[0].DeviceId);
        Assert.Equal(300, result.Configurations["concurrency-2"].Metrics["mean_power"].Value!.Value, 3.0);
    }

    [Fact]
    public async Task Gap_TakesTheEnergyAway()
    {
        var options = Options(Log("smi.csv", "timestamp, index, power.draw [W]", (t, w) => (t - Start.UtcDateTime).TotalSeconds is > 4 and < 6 ? null : $"{t:yyyy/MM/dd HH:mm:ss.fff}, 0, {w:0.00} W"));
        var (_, result) = await _import.ImportAsync(options);
        Assert.Null(result.Configurations["concurrency-2"].Metrics["energy_per_output_token"].Value);
        Assert.Contains(result.Validity.Reasons, r => r.Code == "sample-gap");
    }

    [Fact]
    public async Task LogOfAnotherTime_SaysBothSpans_AndTheZone()
    {
        var options = Options(Log("smi.csv", "timestamp, index, power.draw [W]", (t, w) => $"{t.AddHours(-5):yyyy/MM/dd HH:mm:ss.fff}, 0, {w:0.00} W"));
        var diagnostic = await _import.FailAsync(options);
        Assert.Equal("JM4066", diagnostic.Id);
        Assert.Contains("2026-11-22 23:14:50Z", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("2026-11-23 04:15:01Z", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("--power-timezone", diagnostic.Remedy, StringComparison.Ordinal);
        Assert.Equal(DateTimeKind.Utc, Start.UtcDateTime.Kind);

        // The zone that it is in puts it right; an offset of the clocks does as well.
        await _import.ImportAsync(options with { Power = options.Power! with { Zone = TimeZoneInfo.CreateCustomTimeZone("-05:00", TimeSpan.FromHours(-5), null, null) } });
        await _import.ImportAsync(options with { Power = options.Power! with { ClockOffset = TimeSpan.FromHours(5) } });
    }

    [Fact]
    public async Task BenchmarkWithoutAWallClock_NeedsItsStart()
    {
        var options = Options(Smi()) with { Starts = [] };
        var diagnostic = await _import.FailAsync(options);
        Assert.Equal("JM4065", diagnostic.Id);
        Assert.Contains("20261123-041512", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains("--start", diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JM4063", "'stamp'", "stamp", null, null)] // columns are listed
    [InlineData("JM4063", "'watts'", null, "watts", null)]
    [InlineData("JM4062", "no column of time", null, "p", "W")]
    [InlineData("JM4062", "unit", "t", "p", null)]
    public async Task Columns_AndUnits_ThatAreNotThere_AreSaid(string id, string message, string? time, string? power, string? unit)
    {
        var options = Options(_import.Write("log.csv", "t,p\n1795407300,300\n1795407301,301\n"), Boundary.Node);
        var diagnostic = await _import.FailAsync(options with { Power = options.Power! with { TimeColumn = time, Columns = [power ?? "p"], Unit = unit } });
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
        if (id == "JM4063")
            Assert.Contains("'t', 'p'", diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JM4064", "line 3", "t,p\n1795407300,300\n1795407301,high\n")]
    [InlineData("JM4064", "line 2", "t,p\nyesterday,300\n")]
    [InlineData("JM4064", "decimal comma", "t,p\n1795407300,300,5\n")]
    [InlineData("JM4064", "fewer fields", "t,p\n1795407300\n1795407301,300\n")]
    [InlineData("JM4065", "since a start", "t,p\n0.0,300\n1.0,300\n")]
    [InlineData("JM4067", "line 3", "t,p\n1795407301,300\n1795407300,300\n")]
    [InlineData("JM4067", "several readings at one time", "t,p\n1795407300,300\n1795407300,100\n1795407301,300\n1795407301,100\n")]
    [InlineData("JM4050", "no readings", "t,p\n")]
    [InlineData("JM4050", "empty", "\n")]
    public async Task BadLogs_NameTheLine(string id, string message, string text)
    {
        var options = Options(_import.Write("log.csv", text), Boundary.Node);
        var diagnostic = await _import.FailAsync(options with { Power = options.Power! with { TimeColumn = "t", Columns = ["p"], Unit = "W" } });
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BoardsThatNothingTellsApart_AreRefused()
    {
        var options = Options(Log("smi.csv", "timestamp, power.draw [W]", (t, w) => $"{t:yyyy/MM/dd HH:mm:ss.fff}, {w:0.00} W\n{t.AddMilliseconds(2):yyyy/MM/dd HH:mm:ss.fff}, 20.00 W"));
        var diagnostic = await _import.FailAsync(options);
        Assert.Equal("JM4067", diagnostic.Id);
        Assert.Contains("index", diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastRow_CutOff_IsLeftOut()
    {
        var path = Smi();
        await File.AppendAllTextAsync(path, "2026/11/23 04:15:31.0", TestContext.Current.CancellationToken);
        var (_, result) = await _import.ImportAsync(Options(path));
        Assert.Contains(result.Diagnostics, d => d.Id == "JM4071");
    }

    [Fact]
    public async Task SlowLog_MakesAShortBenchmarkTooShort()
    {
        var log = new StringBuilder("timestamp, index, power.draw [W]\n");
        for (var s = -30; s < 40; s += 2)
            log.Append(CultureInfo.InvariantCulture, $"{Start.UtcDateTime.AddSeconds(s):yyyy/MM/dd HH:mm:ss.fff}, 0, {300 + (s % 7)}.00 W\n");
        var (_, result) = await _import.ImportAsync(Options(_import.Write("smi.csv", log.ToString())));
        Assert.Contains(result.Validity.Reasons, r => r.Code == "window-too-short");
    }

    [Fact]
    public async Task Summary_WithALog_GivesEnergyOfTheWholeBenchmark()
    {
        var options = Options(Smi()) with { Path = _import.Write("summary.json", new VllmResult().Summary) };
        var (_, result) = await _import.ImportAsync(options);
        var metrics = result.Configurations["concurrency-2"].Metrics;
        Assert.Equal(300 * 10 / 200.0, metrics["energy_per_output_token"].Value!.Value, 0.15);
        Assert.Equal(300 * 10 / 20.0, metrics["energy_per_request"].Value!.Value, 1.5);
    }

    private ImportOptions Options(string log, Boundary boundary = Boundary.Gpu) => _import.Options(_import.Write("vllm.json", new VllmResult().Detailed)) with
    {
        Starts = [Start],
        Power = new PowerLogOptions { Path = log, Boundary = boundary, Zone = TimeZoneInfo.Utc },
    };

    private string Smi() => Log("smi.csv", "timestamp, index, power.draw [W]", (t, w) => $"{t:yyyy/MM/dd HH:mm:ss.fff}, 0, {w:0.00} W");

    /// <summary>Ten rows a second from 10 s before the benchmark to 20 s after its start, at 300 W ± 2 W.</summary>
    private string Log(string name, string header, Func<DateTime, double, string?> row)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture; // for the rows' own interpolation
        var text = new StringBuilder(header).Append('\n');
        for (var i = -100; i < 200; i++)
        {
            if (row(Start.UtcDateTime.AddMilliseconds(100 * i), 300 + ((i % 5) - 2)) is { } line)
                text.Append(line).Append('\n');
        }

        return _import.Write(name, text.ToString());
    }
}
