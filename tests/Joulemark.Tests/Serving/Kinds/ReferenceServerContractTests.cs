using Joulemark.Onnx.Server;
using Joulemark.Testing.Servers;
using Xunit;

namespace Joulemark.Tests.Serving.Kinds;

/// <summary>A real server with a real model: the reference server, found by its address like any other.</summary>
public sealed class ReferenceServerContractTests
{
    [Theory]
    [InlineData("openai", "chat")]
    [InlineData("auto", "completions")]
    public async Task Contract_OfTheReferenceServer_IsKept_AndItsCountersAgreeWithItsAnswers(string kind, string api)
    {
        await using var app = await ReferenceServerApp.StartAsync(new ReferenceServerOptions(0, ["small-fp32"], 1), TestContext.Current.CancellationToken);
        await using var server = Servers.Of(Servers.Spec(kind, app.Address) with { Api = api });

        Assert.Empty(await ServerContract.CheckAsync(server, Servers.Ask() with { Messages = [new("user", "12+30=")] }, TestContext.Current.CancellationToken));

        var before = await server.ReadCountersAsync(TestContext.Current.CancellationToken);
        var reply = await server.SendAsync(Servers.Ask() with { Messages = [new("user", "1+2=")] }, TestContext.Current.CancellationToken);
        var after = await server.ReadCountersAsync(TestContext.Current.CancellationToken);
        Assert.Equal(reply.Usage?.CompletionTokens, after?.OutputTokens - before?.OutputTokens);
        Assert.Equal(reply.Usage?.PromptTokens, after?.PromptTokens - before?.PromptTokens);
    }

    [Fact]
    public async Task Facts_OfTheReferenceServer_TellItsModel()
    {
        await using var app = await ReferenceServerApp.StartAsync(new ReferenceServerOptions(0, ["small-int8"], 1), TestContext.Current.CancellationToken);
        await using var server = Servers.Of(Servers.Spec("auto", app.Address));

        var facts = (await server.StartAsync(TestContext.Current.CancellationToken)).Facts;

        Assert.Equal(("openai", "joulemark", "small-int8"), (facts["server.kind"], facts["server.engine"], facts["server.model"]));
        Assert.All(["server.model.dtype", "server.model.parameters", "server.model.revision", "server.max-model-len"], key => Assert.True(facts.ContainsKey(key), key));
    }
}
