using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Metering.Redfish;

/// <summary>
/// Management controllers that speak DMTF's Redfish: the input of the machine, the output of its power supplies, and the
/// GPUs of NVIDIA's baseboards.
/// </summary>
internal sealed class RedfishMeterProvider : IMeterProvider
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);

    public string Name => "redfish";

    /// <summary>For each answer of a BMC.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public MeterProbe Probe(MeterHost host)
    {
        var meters = new List<IMeter>();
        var missing = new List<MissingMeter>();
        var silent = new List<SilentSource>();
        foreach (var node in host.Sources.Where(s => s.Kind == Name).GroupBy(s => s.Node, StringComparer.Ordinal))
        {
            foreach (var (number, source) in node.Index())
            {
                var before = (Meters: meters.Count, Missing: missing.Count);
                Probe(source, number, host, meters, missing);
                if (meters.Count == before.Meters)
                    silent.Add(new SilentSource(source, missing.Skip(before.Missing).FirstOrDefault()));
            }
        }

        return new MeterProbe(meters, missing) { Silent = silent };
    }

    private void Probe(MeterSource source, int number, MeterHost host, List<IMeter> meters, List<MissingMeter> missing)
    {
        if (source.Insecure)
        {
            host.Report(new Diagnostic("JM2043", DiagnosticSeverity.Warning,
                $"the certificate of the BMC at {source.Url.Authority} is not verified (insecure: true): whoever stands in between can read its password and make up its readings",
                "Give its certificate, or its authority's, as ca-file: in its meter file."));
        }

        RedfishClient? client = null;
        try
        {
            client = new RedfishClient(source, host.Clock, Timeout);
            var quantities = Survey(new RedfishReader(client), source, number, missing);
            if (quantities.Count > 0)
            {
                meters.Add(new RedfishMeter(quantities, client, new RedfishTroubles(source.Url.Authority, host.Report), source.Every ?? DefaultPeriod));
                client = null;
            }
        }
        catch (RedfishException e)
        {
            missing.Add(Missing(source, e.Message, e.Remedy));
        }
        finally
        {
            client?.Dispose();
        }
    }

    private static List<RedfishQuantity> Survey(RedfishReader bmc, MeterSource source, int number, List<MissingMeter> missing)
    {
        var root = bmc.Get("/redfish/v1/")
            ?? throw new RedfishException("it has no /redfish/v1/: it does not speak Redfish", "Check the address; older BMCs need newer firmware, or Redfish to be switched on.");
        var all = bmc.Members(root.Link("Chassis")).Select(m => new RedfishChassis(m.Path, m.Body)).ToList();
        var named = source.Url.AbsolutePath.Contains("/Chassis/", StringComparison.Ordinal) ? source.Url.AbsolutePath.TrimEnd('/') : null;
        var found = new List<(RedfishChassis Chassis, RedfishInput Input, RedfishSupplies Supplies)>();
        foreach (var chassis in all.Where(c => named is null ? c.MayBeMachine : c.Path.TrimEnd('/') == named))
        {
            var supplies = RedfishSupplies.Find(bmc, chassis);
            if (RedfishInput.Find(bmc, chassis, supplies) is { } input)
                found.Add((chassis, input, supplies));
        }

        var channels = new RedfishChannels(source, number, root.Text("Product") ?? root.Text("Vendor") ?? source.Url.Host, source.Every ?? DefaultPeriod);
        var quantities = new List<RedfishQuantity>();
        var machine = named is null ? RedfishChassis.Machine([.. found.Select(f => f.Chassis)], all) : found.FirstOrDefault().Chassis;
        if (machine is not null)
        {
            var (_, input, supplies) = found.Find(f => f.Chassis == machine);
            quantities.Add(channels.Node(input));
            var environment = machine.Body.Link("EnvironmentMetrics");
            if (RedfishGpu.Counter(bmc, environment, bmc.Get(environment)) is { } energy)
                quantities.Add(channels.NodeEnergy(energy));
            if (supplies.Output.Count > 0)
                quantities.Add(channels.Output(supplies.Output));
        }

        foreach (var (device, gpu) in RedfishGpu.Find(bmc, root.Link("Systems")).Index())
            quantities.AddRange(channels.Gpu(gpu, device));
        if (machine is null && (found.Count > 0 || quantities.Count == 0))
            missing.Add(NoMachine(source, named, all.Count, [.. found.Select(f => f.Chassis.Path)]));
        return quantities;
    }

    private static MissingMeter NoMachine(MeterSource source, string? named, int chassis, IReadOnlyList<string> found) => found.Count > 0
        ? Missing(source, $"several chassis have a power reading, and none holds the others: {string.Join(", ", found)}",
            $"Say which is this machine, in the address: {source.Url.GetLeftPart(UriPartial.Authority)}{found[0]}")
        : Missing(source,
            named is null ? FormattableString.Invariant($"none of its {chassis} chassis has a power reading now") : $"it has no chassis {named} with a power reading now",
            "See in the BMC's own pages whether it measures power: some need a licence, newer firmware, or the machine switched on.");

    private static MissingMeter Missing(MeterSource source, string reason, string remedy) => new(
        "redfish", "input power by the management controller (BMC)", $"{source.Url.Authority}: {reason}", remedy);
}
