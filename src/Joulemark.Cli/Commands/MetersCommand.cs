using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Joulemark.Cli.Rendering;
using Joulemark.Cli.Serving;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metering.Exporters;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Running;

namespace Joulemark.Cli.Commands;

/// <summary><c>joulemark meters</c>: what can be measured here, how well, and how to get more.</summary>
internal static class MetersCommand
{
    /// <summary>What the server says once it listens, before its address.</summary>
    public const string Announcement = "joulemark meters are served on ";

    private const int DefaultPort = 9109;
    private const double Rate = 10;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var json = Options.Json();
        var meter = MeterOption.Create();
        var serve = new Option<string?>("--serve") { Description = $"Serve the channels as a Prometheus exporter until Ctrl-C, e.g. on 127.0.0.1:{DefaultPort}; port 0 picks a free one.", HelpName = "ADDRESS:PORT" };
        var command = new Command("meters", "List what can be measured on this machine.") { json, meter, serve };
        command.SetAction((parsed, _) => ExecuteAsync(parsed.GetValue(json), MeterOption.Read(parsed, meter), parsed.GetValue(serve)));
        return command;
    }

    private static async Task<int> ExecuteAsync(bool json, IReadOnlyList<MeterSource> sources, string? serve)
    {
        var endPoint = serve is null ? null : ReadEndPoint(serve);
        var clock = new MonotonicClock(TimeProvider.System);
        var host = new MeterHost(HostPaths.FromEnvironment(), clock, new SystemUnderTest())
        {
            Sources = sources,
            Report = d => DiagnosticsPrinter.Print([d]),
        };
        using var meters = MeterSet.Probe(host);
        if (endPoint is not null)
            await ServeAsync(endPoint, meters, clock);
        else if (json)
            await OutputJson.WriteAsync(MeterListing.From(meters, Calibrate(meters, clock)));
        else
            MetersRenderer.Print(MeterListing.From(meters, Calibrate(meters, clock)));
        BoundaryChoice.RequireNamed(sources, meters); // listed all the same, so that one sees why
        return (int)ExitCode.Done;
    }

    /// <summary>A moment's look at the sensors, so that what is listed is what they do and not what is written of them.</summary>
    private static IReadOnlyList<ChannelCalibration> Calibrate(MeterSet meters, MonotonicClock clock)
    {
        using var never = new ManualResetEventSlim();
        return Calibrator.Measure([.. meters.Meters.Where(m => m is not IRecordedMeter && !m.Pace.MayBlock)], clock, LongestLook, never);
    }

    private static async Task ServeAsync(IPEndPoint endPoint, MeterSet meters, MonotonicClock clock)
    {
        if (!IPAddress.IsLoopback(endPoint.Address))
        {
            DiagnosticsPrinter.Print([new Diagnostic("JM2038", DiagnosticSeverity.Warning, $"{endPoint} can be reached from other machines, without a password",
                "Fine-grained power readings can leak secrets: bind to 127.0.0.1 and forward the port, or keep the network to those you trust.")]);
        }

        // History that somebody else keeps is not ours to serve: it is fetched after a run.
        var live = meters.Meters.Where(m => m is not IRecordedMeter).ToList();
        var publisher = new MetersPublisher(live.SelectMany(m => m.Channels), meters.Missing, clock, Rate);
        using var interruption = new Interruption();
        try
        {
            await using var server = await MetersServer.StartAsync(endPoint, publisher);
            using var sampler = new Sampler(live, clock, Rate, publisher.Record);
            sampler.Start();
            await FirstReadingAsync(publisher, clock);
            await Console.Out.WriteLineAsync($"{Announcement}{server.Address}");
            await Task.Delay(Timeout.Infinite, interruption.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            sampler.Dispose();
            meters.Leave(sampler.Hung);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM2037", DiagnosticSeverity.Error, $"{endPoint} cannot be listened on: {e.Message}",
                "Give another --serve ADDRESS:PORT; port 0 picks a free one."));
        }
    }

    /// <summary>Who reads the page at once should find the channels on it; one slow meter does not hold the others up for long.</summary>
    private static async Task FirstReadingAsync(MetersPublisher publisher, MonotonicClock clock)
    {
        for (var end = clock.Now + TimeSpan.FromSeconds(2); !publisher.HasReadings && clock.Now < end;)
            await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private static IPEndPoint ReadEndPoint(string text)
    {
        // A port by itself is on loopback: what leaves the machine must be asked for.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
            return new IPEndPoint(IPAddress.Loopback, port);
        var plain = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text["localhost".Length..] : text;
        if (IPEndPoint.TryParse(plain, out var endPoint))
            return plain.EndsWith($":{endPoint.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal) ? endPoint : new IPEndPoint(endPoint.Address, DefaultPort);
        throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1004", DiagnosticSeverity.Error, $"--serve: '{text}' is not an address and a port", $"Write it like 127.0.0.1:{DefaultPort}, or 0.0.0.0:{DefaultPort} for every address of this machine."));
    }
}
