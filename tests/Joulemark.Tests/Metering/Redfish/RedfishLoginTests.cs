using Joulemark.Diagnostics;
using Joulemark.Metering;
using Joulemark.Testing.Devices;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Metering.Redfish;

public sealed class RedfishLoginTests : RedfishFixture
{
    private const string Secret = "sesame-4711";
    private static readonly FakeRedfishBehavior Guarded = new() { User = "reader", Password = Secret };

    [Theory]
    [InlineData("basic")]
    [InlineData("session")]
    public async Task Probe_AccountFromTheEnvironment_IsLoggedIn(string login)
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        using var meter = Probe(Account(Source(bmc), "reader", Secret, login)).Meters.Single();
        Assert.Equal(395, Read(meter)["bmc-node"]);
        Assert.Equal(login == "session" ? 1 : 0, bmc.SessionsBegun);
    }

    [Fact]
    public async Task Dispose_Session_IsEnded()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        using (Probe(Account(Source(bmc), "reader", Secret, "session")).Meters.Single())
            Assert.Equal(1, bmc.SessionsOpen);
        Assert.Equal(0, bmc.SessionsOpen);
    }

    [Fact]
    public async Task Probe_NothingToMeasure_EndsTheSessionToo()
    {
        await using var bmc = FakeRedfish.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["/redfish/v1"] = "{}" }, Guarded);
        OnlyMissing(Probe(Account(Source(bmc), "reader", Secret, "session")));
        Assert.Equal(0, bmc.SessionsOpen);
    }

    [Fact]
    public async Task Read_SessionEnded_BeginsAnother()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        using var meter = Probe(Account(Source(bmc), "reader", Secret, "session")).Meters.Single();
        bmc.EndSessions();
        Assert.Equal(395, Read(meter)["bmc-node"]);
        Assert.Equal(2, bmc.SessionsBegun);
        Assert.Empty(Host.Reported("JM2040"));
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("session")]
    public async Task Read_AccountRefusedInMidRun_IsMissingAndNeverTriedAgain(string login)
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        using var meter = Probe(Account(Source(bmc), "reader", Secret, login)).Meters.Single();
        bmc.EndSessions();
        bmc.Behavior = Guarded with { Locked = true };
        Assert.Null(Read(meter)["bmc-node"]);

        // BMCs lock an account out after some failures: one is all that a run may cause.
        var asked = bmc.Requests.Count;
        for (var i = 0; i < 5; i++)
            Assert.Null(Read(meter)["bmc-node"]);
        Assert.Equal(asked, bmc.Requests.Count);
        Assert.Equal(DiagnosticSeverity.Warning, Assert.Single(Host.Reported("JM2040")).Severity);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("session")]
    public async Task Probe_WrongPassword_IsMissingAfterOneTry(string login)
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        var missing = OnlyMissing(Probe(Account(Source(bmc), "reader", "guess-0815", login)));
        Assert.Contains("401", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("user-env", missing.Remedy, StringComparison.Ordinal);
        Assert.True(bmc.Requests.Count(r => r != "GET /redfish/v1/") <= 1);
    }

    [Fact]
    public async Task Probe_Credentials_AreInNoMessageAndNoRecord()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded with { Locked = true });
        var probe = Probe(Account(Source(bmc), "reader", Secret), Account(Source(bmc), "reader", Secret, "session"));
        Assert.Equal(2, probe.Missing.Count);
        Assert.DoesNotContain(Secret, string.Join('|', [.. probe.Missing.Select(m => m.ToString()), .. Host.Reports.Select(r => r + r.Remedy)]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_VariableNotSet_NamesIt()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        var missing = OnlyMissing(Probe(Source(bmc) with { UserEnv = "JOULEMARK_TEST_UNSET", PasswordEnv = "JOULEMARK_TEST_UNSET" }));
        Assert.Contains("JOULEMARK_TEST_UNSET (user-env) is not set", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("export JOULEMARK_TEST_UNSET=", missing.Remedy, StringComparison.Ordinal);
        Assert.Empty(bmc.Requests);
    }

    [Fact]
    public async Task Probe_PasswordWithoutUser_IsNamed()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        var missing = OnlyMissing(Probe(Account(Source(bmc), "reader", Secret) with { UserEnv = null }));
        Assert.Contains("user-env is missing", missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_UnknownCertificate_IsNotTrusted()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), Guarded);
        var missing = OnlyMissing(Probe(Account(Source(bmc) with { Insecure = false }, "reader", Secret)));
        Assert.Contains("certificate is not trusted", missing.Reason, StringComparison.Ordinal);
        Assert.Contains("ca-file", missing.Remedy, StringComparison.Ordinal);
        Assert.Empty(bmc.Requests); // the credentials never went out
        Assert.Empty(Host.Reported("JM2043"));
    }

    [Fact]
    public async Task Probe_CertificateInCaFile_IsTrusted()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "bmc.pem");
        await File.WriteAllTextAsync(file, bmc.CertificatePem, TestContext.Current.CancellationToken);
        using var meter = Probe(Source(bmc) with { Insecure = false, CaFile = file }).Meters.Single();
        Assert.Equal(395, Read(meter)["bmc-node"]);
        Assert.Empty(Host.Reports);
    }

    [Fact]
    public async Task Probe_CertificateOfAnotherBmc_IsNotTrusted()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        await using var other = FakeRedfish.Start(FakeBmcs.Legacy());
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "other.pem");
        await File.WriteAllTextAsync(file, other.CertificatePem, TestContext.Current.CancellationToken);
        Assert.Contains("certificate is not trusted", OnlyMissing(Probe(Source(bmc) with { Insecure = false, CaFile = file })).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("no certificate", "holds no certificate")]
    public async Task Probe_CaFileThatWillNotDo_IsNamed(string? content, string reason)
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "ca.pem");
        if (content is not null)
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        var missing = OnlyMissing(Probe(Source(bmc) with { Insecure = false, CaFile = file }));
        Assert.Contains(file, missing.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, missing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_Insecure_IsReportedEachTime()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy());
        for (var i = 1; i <= 2; i++)
        {
            Probe(bmc).Meters.Single().Dispose();
            Assert.Equal(i, Host.Reported("JM2043").Count);
        }
    }

    [Fact]
    public async Task Probe_PlainHttpOnLoopback_IsAllowed()
    {
        await using var bmc = FakeRedfish.Start(FakeBmcs.Legacy(), tls: false);
        using var meter = Probe(Source(bmc) with { Insecure = false }).Meters.Single();
        Assert.Equal(395, Read(meter)["bmc-node"]);
    }

    [Fact]
    public void Probe_PlainHttpElsewhere_IsRefusedBeforeAnythingIsSent()
    {
        var missing = OnlyMissing(Probe(new MeterSource { Kind = "redfish", Url = new Uri("http://bmc.invalid") }));
        Assert.Contains("in the clear", missing.Reason, StringComparison.Ordinal);
    }
}
