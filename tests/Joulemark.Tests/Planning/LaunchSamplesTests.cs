using Joulemark.Planning;
using Xunit;

namespace Joulemark.Tests.Planning;

public sealed class LaunchSamplesTests
{
    [Fact]
    public void Samples_OfLaunches_CanBePlanned()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Joulemark.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        var samples = Directory.GetFiles(Path.Combine(folder, "samples", "launch"), "*.yaml");
        Assert.Equal(7, samples.Length);
        Assert.All(samples, file =>
        {
            var plan = Planner.Plan(SpecParser.ParseFile(file), []);
            Assert.Empty(plan.Warnings);
            Assert.All(plan.Configurations, c => Assert.NotNull(c.Spec.Server.Launch!.Image));
        });
    }
}
