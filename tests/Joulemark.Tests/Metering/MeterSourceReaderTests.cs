using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Metering;

public sealed class MeterSourceReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("http://gpu7:9400/metrics", "exporter", "http://gpu7:9400/metrics", "gpu7")]
    [InlineData("http://127.0.0.1:9400/metrics", "exporter", "http://127.0.0.1:9400/metrics", null)]
    [InlineData("prometheus+https://prom/", "prometheus", "https://prom/", null)]
    [InlineData("redfish+https://10.0.0.9", "redfish", "https://10.0.0.9/", null)]
    [InlineData("ptd://analyzer:8888", "ptdaemon", "ptd://analyzer:8888", null)]
    public void Address_ByItself_SaysKindAndNode(string text, string kind, string url, string? node)
    {
        var source = Assert.Single(Read(text));
        Assert.Equal((kind, new Uri(url), node), (source.Kind, source.Url, source.Node));
    }

    [Fact]
    public void File_WithEverything_IsRead()
    {
        var source = Assert.Single(Read(Write("""
            kind: exporter
            url: https://pdu.example/metrics
            node: local
            gpus: none
            every: 2s
            user-env: PDU_USER
            password-env: PDU_PASSWORD
            token-env: PDU_TOKEN
            login: session
            ca-file: ca.pem
            insecure: true
            map:
              - metric: pdu_outlet_power
                labels: { outlet: "3" }
                channel: node
                part: node
                unit: kW
                type: gauge
                device-label: outlet
                device-id-label: serial
                cross-check: true
                max-power: 3000
                gain: 2%
            """)));
        Assert.Equal(("exporter", null, TimeSpan.FromSeconds(2), "PDU_USER", "PDU_PASSWORD", "PDU_TOKEN"),
            (source.Kind, source.Node, source.Every, source.UserEnv, source.PasswordEnv, source.TokenEnv));
        Assert.True(source.HasNoGpus);
        Assert.Equal(("session", Path.Combine(_directory.Path, "ca.pem"), true), (source.Login, source.CaFile, source.Insecure));
        var map = Assert.Single(source.Map);
        Assert.Equal(("pdu_outlet_power", "3", "node", MachinePart.Node, ReadingKind.Power, 1e3), (map.Metric, map.Labels["outlet"], map.Channel, map.Part, map.Reading, map.Scale));
        Assert.True(map.CrossCheck);
        Assert.Equal(("outlet", "serial", new Power(3000), 0.02), (map.DeviceLabel, map.DeviceIdLabel, map.MaxPower, map.Gain));
    }

    [Theory]
    [InlineData("gopher://pdu", "gopher://")]
    [InlineData("http://", "not an address")]
    [InlineData("nothing-there.yaml", "nothing-there.yaml")]
    public void Text_ThatIsNoSource_IsRefused(string text, string says) => Refused(text, "JM2010", says);

    [Fact]
    public void Address_WithCredentials_IsRefused_AndDoesNotRepeatThem()
    {
        var error = Refused("https://admin:hunter2@bmc/", "JM2011", "bmc");
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: exporter", "'url' is missing")]
    [InlineData("kind: exportr\nurl: http://a", "exporter")]
    [InlineData("kind: exporter\nurl: http://a\nevry: 1s", "every")]
    [InlineData("url: http://a\nevery: 5", "duration")]
    [InlineData("url: http://a\ngpus: 8", "none")]
    [InlineData("url: http://a\nmap: 5", "must be a list")]
    [InlineData("url: http://a\nmap: [{ metric: m, channel: c, part: node }]", "'unit'")]
    [InlineData("url: http://a\nmap: [{ metric: m, channel: c, part: nod, unit: W }]", "node")]
    [InlineData("url: http://a\nmap: [{ metric: m, channel: c, part: node, unit: W, type: counter }]", "contradict")]
    [InlineData("- a", "one mapping")]
    [InlineData("url: [", "YAML")]
    public void File_WithAMistake_IsRefusedAtItsPlace(string yaml, string says)
    {
        var problem = Refused(Write(yaml), "JM2010", says).Diagnostics[0];
        Assert.NotNull(problem.Line);
    }

    [Fact]
    public void Mistakes_InSeveralSources_AreAllNamed() =>
        Assert.Equal(2, Assert.Throws<JoulemarkException>(() => Read("gopher://a", "http://u:p@b")).Diagnostics.Count);

    [Theory]
    [InlineData("", false)]
    [InlineData("cross-check: true", true)]
    public void Meters_ThatMapTheInputOfOneMachine_SayWhichIsCounted(string second, bool clear)
    {
        string[] files =
        [
            Write("url: http://pdu-a/metrics?key=secret\nnode: n\nmap: [{ metric: m, channel: a, part: node, unit: W }]", "a.yaml"),
            Write($"url: http://pdu-b/metrics\nnode: n\nmap: [{{ metric: m, channel: b, part: node, unit: W, {second} }}]", "b.yaml"),
        ];

        if (clear)
        {
            Assert.Equal(2, Read(files).Count);
            return;
        }

        var problem = Assert.Single(Assert.Throws<JoulemarkException>(() => Read(files)).Diagnostics);
        Assert.Equal(("JM2014", "2 meters are mapped to the input power of n, and only one can be counted: 'a' of http://pdu-a/metrics, 'b' of http://pdu-b/metrics"), (problem.Id, problem.Message));
        Assert.Contains("cross-check: true", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unit: W", "unit: J", false)]
    [InlineData("unit: W", "unit: W, device-label: n", false)]
    [InlineData("unit: W", "unit: kW", true)]
    [InlineData("unit: W, cross-check: true", "unit: J", true)]
    [InlineData("unit: W, device-label: n", "unit: J, device-label: n", true)]
    public void Entries_ThatMayBeOneDeviceOrTwo_AreRefused(string first, string second, bool clear)
    {
        var file = Write($"url: http://a\nmap: [{{ metric: m, channel: a, part: node, {first} }}, {{ metric: n, channel: b, part: node, {second} }}]");

        if (clear)
            Assert.Single(Read(file));
        else
            Refused(file, "JM2014", "several devices or one");
    }

    public void Dispose() => _directory.Dispose();

    private IReadOnlyList<MeterSource> Read(params string[] texts) => MeterSourceReader.Read(texts, _directory.Path);

    private string Write(string yaml, string name = "meter.yaml")
    {
        File.WriteAllText(Path.Combine(_directory.Path, name), yaml);
        return name;
    }

    private JoulemarkException Refused(string text, string id, string says)
    {
        var error = Assert.Throws<JoulemarkException>(() => Read(text));
        Assert.Equal((ExitCode.BadUsage, id), (error.ExitCode, error.Diagnostics[0].Id));
        Assert.Contains(says, error.Message, StringComparison.OrdinalIgnoreCase);
        return error;
    }
}
