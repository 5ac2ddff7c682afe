using Joulemark.Serving;
using Joulemark.Testing.Servers;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Serving;

/// <summary>Tensors on their way to a KServe v2 server, and what comes back.</summary>
public sealed class KServeServerTests
{
    private static readonly TensorInput Pixels = new("pixels", "UINT8", [1, 8], new byte[] { 0, 0, 9, 9, 1, 1, 2, 2 });
    private static readonly TensorInput Scale = new("scale", "FP32", [1], new byte[4]);

    [Theory]
    [InlineData("binary")]
    [InlineData("json")]
    public async Task SeveralInputs_AndANameAsTheAnswer(string tensors)
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Labels);
        var reply = await SendAsync(fake, tensors, Pixels, Scale);

        Assert.Null(reply.Error);
        Assert.Equal("class 1", reply.Output);
        var sent = fake.Calls[^1];
        Assert.Equal(tensors == "binary", sent.Headers.ContainsKey("Inference-Header-Content-Length"));
        Assert.Equal(tensors == "binary" ? "application/octet-stream" : "application/json", sent.Headers["Content-Type"]);
    }

    [Fact]
    public async Task AServerWithoutTheExtension_IsSentNumbers()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        (fake.HasBinaryTensors, fake.ServerName) = (false, "mlserver");
        await using var server = Servers.Of(Servers.Spec("kserve", fake.Url) with { Model = "resnet" });
        var described = await server.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("json", "mlserver"), (described.Facts["server.tensors"], described.Facts["server.engine"]));
        Assert.Null((await server.SendAsync(Servers.Infer(TensorInput.Random(1)), TestContext.Current.CancellationToken)).Error);
    }

    [Fact]
    public async Task RandomTensors_AreTheSameForASeed_AndFitTheModel()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        await SendAsync(fake, "binary", TensorInput.Random(1));
        var first = fake.Calls[^1].Body.ToArray();
        await SendAsync(fake, "binary", TensorInput.Random(1));
        var again = fake.Calls[^1].Body.ToArray();
        var reply = await SendAsync(fake, "binary", TensorInput.Random(2));

        Assert.Equal(first, again);
        Assert.NotEqual(first, fake.Calls[^1].Body.ToArray());
        Assert.Null(reply.Error);
    }

    [Theory]
    [InlineData("nonsense", "UINT8", 8, "a tensor named 'nonsense'")]
    [InlineData("", "UINT8", 8, "a tensor without a name")]
    [InlineData("pixels", "INT8", 8, "INT8 for 'pixels'")]
    [InlineData("pixels", "UINT8", 4, "shape [1,4] for 'pixels'")]
    public async Task ATensorThatDoesNotFit_IsSaidWithWhatTheModelTakes(string name, string type, int size, string words)
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Labels);
        var reply = await SendAsync(fake, "auto", new TensorInput(name, type, [1, size], new byte[size]));

        Assert.Equal("request", reply.ErrorKind);
        Assert.Contains(words, reply.Error, StringComparison.Ordinal);
        Assert.Contains("pixels UINT8 [-1,8]; scale FP32 [1]", reply.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATensorWithoutAName_GoesToTheOnlyInput()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);

        Assert.Null((await SendAsync(fake, "auto", new TensorInput("", "FP32", [1, 3, 2, 2], new byte[48]))).Error);
    }

    [Fact]
    public async Task Text_IsRefused_WithTheWayOut()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        await using var server = Servers.Of(Servers.Spec("kserve", fake.Url));
        await server.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains("takes tensors", (await server.SendAsync(Servers.Ask(), TestContext.Current.CancellationToken)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailedInference_IsToldInTheServersWords()
    {
        await using var fake = FakeTritonServer.Start(FakeTritonModel.Image);
        fake.Fails = true;
        var reply = await SendAsync(fake, "auto", TensorInput.Random(1));

        Assert.Equal("http-500", reply.ErrorKind);
        Assert.Contains("onnx runtime error 1: out of memory", reply.Error, StringComparison.Ordinal);
    }

    private static async Task<ServerReply> SendAsync(FakeTritonServer fake, string tensors, params TensorInput[] inputs)
    {
        await using var server = Servers.Of(Servers.Spec("kserve", fake.Url) with { Tensors = tensors });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return await server.SendAsync(Servers.Infer(inputs), TestContext.Current.CancellationToken);
    }
}
