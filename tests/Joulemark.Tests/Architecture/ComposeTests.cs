using System.Text.RegularExpressions;
using Joulemark.Planning;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Tests.Architecture;

/// <summary>What the container files promise: pinned images, the host's trees read-only, limits that are fixed.</summary>
public sealed partial class ComposeTests
{
    private const string Own = "compose.yaml";
    private const string SideBySide = "samples/vllm-side-by-side/compose.yaml";

    [Fact]
    public void Images_OfEveryComposeFile_HaveAVersion()
    {
        var images = Files().SelectMany(f => Services(f).Values).Select(s => s.Children.TryGetValue("image", out var image) ? image.ToString() : null).OfType<string>().ToList();
        Assert.NotEmpty(images);
        Assert.All(images, image => Assert.Matches(PinnedPattern(), image));
        Assert.All(images, image => Assert.DoesNotContain("latest", image, StringComparison.Ordinal));
    }

    [Fact]
    public void BaseImage_OfTheDockerfile_IsPinnedByDigest() =>
        Assert.Matches(DigestPattern(), File.ReadAllText(Path.Combine(Repository.Root, "eng/container/Dockerfile")));

    [Fact]
    public void OwnImage_HasTheVersionThatIsBuilt()
    {
        var version = VersionPattern().Match(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"))).Groups["version"].Value;
        Assert.Equal($"joulemark:{version}", Services(Own)["joulemark"]["image"].ToString());
        Assert.Equal($"joulemark:{version}", Services(Own)["joulemark"]["environment"]["JOULEMARK_IMAGE"].ToString());
    }

    [Fact]
    public void HostTrees_AreMountedReadOnly_WhereTheEnvironmentSaysThatTheyAre()
    {
        var service = Services(Own)["joulemark"];
        var environment = Map(service["environment"]).ToDictionary(e => e.Key, e => e.Value.ToString(), StringComparer.Ordinal);
        var volumes = Texts(service["volumes"]);
        Assert.Contains($"/sys:{environment["JOULEMARK_SYSFS"]}:ro", volumes);
        Assert.Contains($"/proc:{environment["JOULEMARK_PROCFS"]}:ro", volumes);
        Assert.Contains("/var/lib/joulemark:/var/lib/joulemark", volumes);
        Assert.Equal("host", service["pid"].ToString());
        Assert.Equal(["ALL"], Texts(service["cap_drop"]));
        Assert.Contains("PERFMON", Texts(service["cap_add"]));
    }

    [Theory]
    [InlineData(Own, "joulemark-gpu", "utility")]
    [InlineData(SideBySide, "vllm", "gpu")]
    public void Boards_AreReserved(string file, string service, string capability)
    {
        var device = Assert.Single((YamlSequenceNode)Services(file)[service]["deploy"]["resources"]["reservations"]["devices"]);
        Assert.Equal("nvidia", device["driver"].ToString());
        Assert.Equal([capability], Texts(device["capabilities"]));
    }

    [Fact]
    public void SideBySide_FixesTheServersLimits_AndWaitsForItsHealth()
    {
        var services = Services(SideBySide);
        var command = Texts(services["vllm"]["command"]);
        Assert.All(["--dtype=", "--max-num-seqs=", "--revision=", "--max-model-len="], option => Assert.Contains(command, a => a.StartsWith(option, StringComparison.Ordinal)));
        Assert.Contains("/health", services["vllm"]["healthcheck"]["test"].ToString(), StringComparison.Ordinal);
        Assert.Equal("service_healthy", services["joulemark"]["depends_on"]["vllm"]["condition"].ToString());
    }

    [Fact]
    public void SideBySide_AsksTheServerThatItStarts()
    {
        var services = Services(SideBySide);
        var spec = Texts(services["joulemark"]["command"]) is ["run", var name] ? name : "";
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, SideBySide))!;
        var document = SpecParser.ParseFile(Path.Combine(folder, spec));
        var plan = Planner.Plan(document, []);
        Assert.Contains($"--port={plan.Configurations[0].Spec.Server.Url!.Port}", Texts(services["vllm"]["command"]));

        // What it extends is there, and mounts the folder that holds the spec.
        var extended = services["joulemark"]["extends"];
        Assert.Contains(extended["service"].ToString(), Services(Path.GetRelativePath(Repository.Root, Path.GetFullPath(extended["file"].ToString(), folder))).Keys);
        Assert.Contains(".:/work", Texts(services["joulemark"]["volumes"]));
    }

    private static string[] Files() => [Own, .. Directory.GetFiles(Path.Combine(Repository.Root, "samples"), Own, SearchOption.AllDirectories)];

    private static Dictionary<string, YamlMappingNode> Services(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Repository.Root, file));
        yaml.Load(reader);
        return Map(yaml.Documents[0].RootNode["services"]).ToDictionary(s => s.Key, s => (YamlMappingNode)s.Value, StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, YamlNode>> Map(YamlNode node) =>
        ((YamlMappingNode)node).Children.Select(c => KeyValuePair.Create(c.Key.ToString(), c.Value));

    private static string[] Texts(YamlNode node) => [.. ((YamlSequenceNode)node).Select(n => n.ToString())];

    [GeneratedRegex("^[^ ]+(:[0-9v][^:]*|@sha256:[0-9a-f]{64})$", RegexOptions.None, 1000)]
    private static partial Regex PinnedPattern();

    [GeneratedRegex("^ARG BASE=[^ ]+@sha256:[0-9a-f]{64}$", RegexOptions.Multiline, 1000)]
    private static partial Regex DigestPattern();

    [GeneratedRegex("<Version>(?<version>.*)</Version>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionPattern();
}
