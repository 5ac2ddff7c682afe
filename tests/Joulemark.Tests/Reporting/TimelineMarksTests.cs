using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Reporting;
using Xunit;

namespace Joulemark.Tests.Reporting;

public sealed class TimelineMarksTests
{
    [Fact]
    public void Marks_OfARun_AreDisturbancesSettingsAndLeapsInTheOrderOfTime()
    {
        var marks = TimelineMarks.Of(ReportSamples.Invalid());
        Assert.Equal(["setting", "disturbance", "clock"], marks.Marks.Select(m => m.Kind));
        Assert.Equal((45.0, 52.0), (marks.Marks[1].Start, marks.Marks[1].End));
        Assert.Equal(0, marks.Left);
    }

    [Fact]
    public void Board_ThatIsSlowedDown_IsMarkedFromTheFirstSampleToTheOneAfterTheLast()
    {
        var run = SampleRun.Make();
        var mask = run.Machine.Channels[0] with { Name = "gpu0-clock-event-reasons", Part = MachinePart.Gpu, Reading = ReadingKind.Indicator, Unit = "1" };
        run = run with
        {
            Machine = run.Machine with { Channels = [.. run.Machine.Channels, mask] },
            Samples = [.. run.Samples, .. Enumerable.Range(0, 100).Select(i => new MeterSample(new Timestamp(i * 1_000_000_000L), mask.Name, i is >= 40 and < 45 ? 0x20 : i == 60 ? 0x04 : 0))],
        };
        var mark = Assert.Single(TimelineMarks.Of(run).Marks); // the power limit, 0x04, is steady operation
        Assert.Equal(("throttled", 40.0, 45.0, "gpu0 slowed down by heat (software thermal slowdown)"), (mark.Kind, mark.Start, mark.End, mark.Text));
    }

    [Fact]
    public void TooManyMarks_KeepWhatMattersMost_AndSayHowManyAreLeftOut()
    {
        var run = ReportSamples.Invalid();
        var marks = TimelineMarks.Of(run with
        {
            Events = [.. Enumerable.Range(0, 1000).Select(i => new RunEvent { Time = new Timestamp(i), Kind = RunEvent.Setting, Message = "set" }), .. run.Events],
        });
        Assert.Equal(TimelineMarks.Most, marks.Marks.Count);
        Assert.Equal(703, marks.Left);
        Assert.Contains(marks.Marks, m => m.Kind == "disturbance");
        Assert.Equal(marks.Marks.OrderBy(m => m.Start), marks.Marks);
    }
}
