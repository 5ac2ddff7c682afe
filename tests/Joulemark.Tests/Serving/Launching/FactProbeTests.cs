using Joulemark.Serving;
using Joulemark.Serving.Launching;
using Xunit;

namespace Joulemark.Tests.Serving.Launching;

public sealed class FactProbeTests
{
    [Fact]
    public void Lines_OfTheForm_AreFacts() => Assert.Equal(
        [("server.cuda", "12.8"), ("server.cudnn", "91002"), ("server.model.dtype", "bf16"), ("server.path", "/a=b")],
        FactProbe.Read("warning\ncuda: 12.8\r\nCUDNN=91002\nserver.model.dtype : bf16\n  path: /a=b\n: x\nempty:\n"));

    [Fact]
    public async Task Facts_OfACommand_AreAddedWithoutSecretsAndOverwriteNothing()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["server.version"] = "1" };
        var notes = await FactProbe.AddAsync(["sh", "-c", "echo version: 2; echo seen: xx-topsecrettopsecret; echo hub: hf_abcdefghijk0123456789"], null,
            new ServerCredentials(new Uri("http://127.0.0.1"), "topsecrettopsecret"), facts, TestContext.Current.CancellationToken);
        Assert.Empty(notes);
        Assert.Equal(("1", "xx-***", "***"), (facts["server.version"], facts["server.seen"], facts["server.hub"]));
    }

    [Fact]
    public async Task Lines_ThatAreNoFacts_AreCountedAndSaid()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var notes = await FactProbe.AddAsync(["sh", "-c", "echo cuda: 12.8; echo; echo loading topsecrettopsecret; echo done"], null,
            new ServerCredentials(new Uri("http://127.0.0.1"), "topsecrettopsecret"), facts, TestContext.Current.CancellationToken);
        var note = Assert.Single(notes);
        Assert.Equal("JM3056", note.Id);
        Assert.Contains("2 of the 3 lines it wrote are left out, the first is 'loading ***'", note.Message, StringComparison.Ordinal);
        Assert.Equal("12.8", Assert.Single(facts).Value);
    }

    [Theory]
    [InlineData("exit code 3: no torch", "sh", "-c", "echo no torch >&2; exit 3")]
    [InlineData("cannot be run", "/no/such/program")]
    [InlineData("no line", "true")]
    public async Task Probe_ThatFails_IsAWarningWithTheReason(string reason, params string[] words)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var note = Assert.Single(await FactProbe.AddAsync(words, null, new ServerCredentials(new Uri("http://127.0.0.1"), null), facts, TestContext.Current.CancellationToken));
        Assert.Equal("JM3049", note.Id);
        Assert.Contains(reason, note.Message, StringComparison.Ordinal);
        Assert.Empty(facts);
    }
}
