using Joulemark.Planning;
using Joulemark.Running;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class RunClockworkTests
{
    [Fact]
    public void Total_GrowsByARound_WhereMoreAreBegunThanWereThought()
    {
        var clockwork = new RunClockwork(Planner.Plan(Specs.Document("measure.repeats.min=3", "measure.repeats.max=10"), ["small-fp32"]));
        var shortest = clockwork.Total;
        clockwork.Begin(3);
        Assert.Equal(shortest, clockwork.Total);
        clockwork.Begin(4);
        Assert.Equal(shortest + clockwork.Round, clockwork.Total);
    }
}
