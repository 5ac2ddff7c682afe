using Joulemark.Metering;
using Joulemark.Metering.Redfish;
using Joulemark.Records;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Redfish;

/// <summary>Probes fake BMCs.</summary>
public abstract class RedfishFixture : IDisposable
{
    private readonly List<string> _variables = [];

    internal TestHost Host { get; } = new();

    public void Dispose()
    {
        foreach (var variable in _variables)
            Environment.SetEnvironmentVariable(variable, null);
        Host.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static MeterSource Source(FakeRedfish bmc) => new() { Kind = "redfish", Url = bmc.Url, Insecure = true };

    /// <summary>An account's variables, as the user sets them.</summary>
    internal MeterSource Account(MeterSource source, string user, string password, string login = "basic") =>
        source with { UserEnv = Variable(user), PasswordEnv = Variable(password), Login = login };

    internal MeterProbe Probe(FakeRedfish bmc) => Probe(Source(bmc));

    internal MeterProbe Probe(params MeterSource[] sources)
    {
        Host.Sources = sources;
        return new RedfishMeterProvider().Probe(Host.ToHost());
    }

    internal static Dictionary<string, double?> Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return meter.Channels.Zip(readings).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
    }

    internal static MissingMeter OnlyMissing(MeterProbe probe)
    {
        Assert.Empty(probe.Meters);
        return Assert.Single(probe.Missing);
    }

    private string Variable(string value)
    {
        var name = $"JOULEMARK_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(name, value);
        _variables.Add(name);
        return name;
    }
}
