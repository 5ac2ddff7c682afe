using Joulemark.Planning;
using Joulemark.Serving.Launching;
using Xunit;

namespace Joulemark.Tests.Serving.Launching;

public sealed class ContainerEngineTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("vllm/vllm-openai:v1", "vllm/vllm-openai", "v1", null, false)]
    [InlineData("vllm/vllm-openai", "vllm/vllm-openai", null, null, true)]
    [InlineData("host:5000/a/b", "host:5000/a/b", null, null, true)]
    [InlineData("host:5000/a/b:latest", "host:5000/a/b", "latest", null, true)]
    [InlineData("a:latest@" + Digest, "a", "latest", Digest, false)]
    public void Image_ByItsName_IsTakenApart(string image, string repository, string? tag, string? digest, bool isLatest)
    {
        var reference = ImageReference.Parse(image);
        Assert.Equal(new ImageReference(repository, tag, digest), reference);
        Assert.Equal(isLatest, reference.IsLatest);
    }

    [Theory]
    [InlineData("vllm/vllm-openai")] // as docker writes it
    [InlineData("docker.io/vllm/vllm-openai")] // as podman does
    public async Task Image_WithATag_IsResolvedToItsOwnDigest(string repository)
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("image inspect", $$"""[{"Id":"sha256:ffff","RepoDigests":["other/name@sha256:1111","{{repository}}@{{Digest}}"]}]""");
        var image = await fake.Engine.FindImageAsync(ImageReference.Parse("vllm/vllm-openai:v1"), "vllm/vllm-openai:v1", TestContext.Current.CancellationToken);
        Assert.Equal(new ResolvedImage($"{repository}@{Digest}", Digest, CanBeWritten: true), image);
        Assert.Equal(["image inspect vllm/vllm-openai:v1"], fake.Told);
    }

    [Fact]
    public async Task Image_BuiltHere_IsPinnedByItsId()
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("image inspect", """[{"Id":"abcd","RepoDigests":[]}]""");
        Assert.Equal(new ResolvedImage("abcd", "sha256:abcd", CanBeWritten: false), await fake.Engine.FindImageAsync(ImageReference.Parse("mine:1"), "mine:1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Image_ThatIsNotThere_IsNone()
    {
        using var fake = new FakeContainerEngine();
        Assert.Null(await fake.Engine.FindImageAsync(ImageReference.Parse("a:1"), "a:1", TestContext.Current.CancellationToken));
        Assert.Contains("no such thing: pull", await fake.Engine.PullAsync("a:1", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_ThatWasKilledForItsMemory_SaysSo()
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("container inspect", """[{"State":{"Pid":0,"OOMKilled":true,"ExitCode":137}}]""");
        Assert.Equal(new ContainerState(null, IsOutOfMemory: true), await fake.Engine.InspectAsync("x", TestContext.Current.CancellationToken));
        fake.Answer("container inspect", """[{"State":{"Pid":4711,"OOMKilled":false}}]""");
        Assert.Equal(new ContainerState(4711, IsOutOfMemory: false), await fake.Engine.InspectAsync("x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Container_IsTold_WithItsIdentityAndWhenItStarted()
    {
        using var fake = new FakeContainerEngine();
        fake.Answer("container inspect", $$"""[{"Id":"{{Digest[7..]}}","State":{"Pid":4711,"StartedAt":"2026-11-26T04:41:02.123456789Z"} }]""");
        var state = await fake.Engine.InspectAsync("x", TestContext.Current.CancellationToken);
        Assert.Equal(Digest[7..], state!.Id);
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 4, 41, 2, 123, TimeSpan.Zero), state.StartedAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Theory]
    [InlineData("ssh://me@gpu7", true)]
    [InlineData("tcp://10.0.0.5:2376", true)]
    [InlineData("unix:///var/run/docker.sock", false)]
    [InlineData("tcp://127.0.0.1:2375", false)] // perhaps a tunnel: then its containers' numbers are not those of processes here
    [InlineData("", false)]
    public async Task Engine_OfAnotherMachine_IsKnownByItsAddress(string host, bool isElsewhere)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DOCKER_HOST") is null or "", "DOCKER_HOST is set");
        using var fake = new FakeContainerEngine();
        if (host.Length > 0)
            fake.Answer("context inspect", host + "\n");
        Assert.Equal(isElsewhere ? host : null, await fake.Engine.FindElsewhereAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("docker", "--gpus \"device=0,1\"")]
    [InlineData("podman", "--device nvidia.com/gpu=0 --device nvidia.com/gpu=1")]
    public void Arguments_OfALaunch_AreTheEngines(string engine, string gpus)
    {
        var launch = new LaunchSpec
        {
            Image = "a:1", Environment = ["VLLM_USE_V1=1", "HF_TOKEN"], Volumes = ["/m:/m:ro"], Gpus = "0,1", Cpus = "0-3", MemoryNodes = "0",
            Memory = 64L << 30, SharedMemory = 1 << 30, Options = ["--ipc=host"], WorkingDirectory = "/w",
        };
        Assert.Equal(
            $"create --name n --label io.joulemark.run=r --publish 127.0.0.1:81:80 --env VLLM_USE_V1=1 --env HF_TOKEN --volume /m:/m:ro {gpus} " +
            "--cpuset-cpus 0-3 --cpuset-mems 0 --memory 68719476736b --shm-size 1073741824b --workdir /w --ipc=host a@sha256:1 --x",
            string.Join(' ', ContainerArguments.Create(launch, new ContainerEngine(engine, "1"), "a@sha256:1", "n", "r", (81, 80), ["--x"])));
    }

    [Fact]
    public void Arguments_OfABareLaunch_ShareTheNetworkWhereAsked() =>
        Assert.Equal("create --name n --label io.joulemark.run=r --network host --gpus all i",
            string.Join(' ', ContainerArguments.Create(new LaunchSpec { Image = "i", HostNetwork = true, Gpus = "all" }, new ContainerEngine("docker", "1"), "i", "n", "r", (1, 1), [])));
}
